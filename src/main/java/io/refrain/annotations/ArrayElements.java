package io.refrain.annotations;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An array of objects as part of a key, equal when its elements are, whatever its class. Immutable. */
record ArrayElements(@SuppressWarnings("serial") List<@Nullable Object> elements) implements Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
        return elements.toString();
    }
}
