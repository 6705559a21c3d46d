package io.refrain.jcache.internal.codec;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Of what cannot be a key: says why, and what can. Immutable. */
final class NoKeyForm extends KeyForm {
    private final String why;
    private final String remedy;

    NoKeyForm(String why, String remedy) {
        this.why = why;
        this.remedy = remedy;
    }

    static NoKeyForm of(Class<?> type) {
        if (type.isArray()) {
            return new NoKeyForm("an array equals itself only", "Use a list of its elements.");
        }
        if (Set.class.isAssignableFrom(type)) {
            return new NoKeyForm("a set has no order", "Use a list of its elements, sorted.");
        }
        if (Map.class.isAssignableFrom(type)) {
            return new NoKeyForm("a map has no order", "Use a list of records of a key and a value, sorted.");
        }
        if (Collection.class.isAssignableFrom(type) && !List.class.isAssignableFrom(type)) {
            return new NoKeyForm(
                    "of collections, only lists are known to be equal by their content", "Use a list of its elements.");
        }
        return new NoKeyForm(
                "what makes two of them equal is not known",
                type.getClassLoader() == null
                        ? "Use what tells it from others instead, such as a text or a record."
                        : "Make it a record, or add a codec that writes equal ones alike, by RefrainConfiguration.addCodec.");
    }

    @Override
    void write(Object part, KeyWriter to) {
        throw to.refused(part.getClass(), why, remedy);
    }
}
