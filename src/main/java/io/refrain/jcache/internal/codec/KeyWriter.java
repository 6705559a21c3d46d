package io.refrain.jcache.internal.codec;

import io.refrain.jcache.internal.codec.SerializationFilter.Limits;
import java.util.ArrayList;
import java.util.List;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Writes one key, and knows where in it what is being written is. For one thread. */
final class KeyWriter {
    private final KeyForms forms;
    private final Limits limits;
    private final Object key;
    private final StringBuilder text = new StringBuilder();

    /** The names of components and the places in lists, from the outside to the inside. */
    private final List<Object> path = new ArrayList<>();

    KeyWriter(KeyForms forms, Limits limits, Object key) {
        this.forms = forms;
        this.limits = limits;
        this.key = key;
    }

    String text() {
        return text.toString();
    }

    /** @param where the name of the component, or the place in the list */
    void part(Object where, @Nullable Object part) {
        if (part == null) {
            text.append(KeyReader.NULL);
            return;
        }
        path.add(where);
        requireWithinLimits();
        forms.of(part.getClass()).write(part, this);
        path.remove(path.size() - 1);
    }

    /** A part may hold itself, or the same part so often that no file has room for it. */
    private void requireWithinLimits() {
        if (path.size() > limits.depth()) {
            throw new CacheException("A key of " + key.getClass().getName() + " holds itself, or holds parts in one"
                    + " another deeper than " + Limits.DEPTH + "=" + limits.depth()
                    + " allows: take apart what the key needs.");
        }
        if (text.length() > limits.bytes()) {
            throw new CacheException("A key of " + key.getClass().getName() + " is more than " + Limits.BYTES + "="
                    + limits.bytes() + " allows: use a hash of it as the key.");
        }
    }

    KeyWriter raw(String syntax) {
        text.append(syntax);
        return this;
    }

    KeyWriter raw(char syntax) {
        text.append(syntax);
        return this;
    }

    /** Any text, between quotation marks. */
    KeyWriter quoted(String any) {
        text.append('"');
        for (int i = 0; i < any.length(); i++) {
            char unit = any.charAt(i);
            if (unit == '"' || unit == '\\') {
                text.append('\\');
            }
            text.append(unit);
        }
        text.append('"');
        return this;
    }

    /**
     * Refuses what is being written.
     *
     * @param why what is wrong with it, as in "a set has no order"
     * @param remedy a sentence
     */
    CacheException refused(Class<?> type, String why, String remedy) {
        StringBuilder where = new StringBuilder();
        if (!path.isEmpty()) {
            where.append(", which is at ")
                    .append(key instanceof List ? "List" : key.getClass().getSimpleName());
            for (Object step : path) {
                where.append(step instanceof Integer ? "[" + step + "]" : "." + step);
            }
            where.append(" of a key,");
        }
        return new CacheException(
                type.getTypeName() + where + " cannot be a key of a persistent cache: " + why + ". " + remedy);
    }
}
