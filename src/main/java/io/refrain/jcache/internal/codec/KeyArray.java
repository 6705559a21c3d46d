package io.refrain.jcache.internal.codec;

import java.lang.reflect.Array;
import java.util.List;
import java.util.Map;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Arrays as parts of keys that compare them by their content. An array of objects is equal to any other of the same elements, whatever its class. Immutable. */
final class KeyArray {
    private static final String OBJECTS = "objects";

    private static final Map<String, Class<?>> TYPES = Map.of(
            OBJECTS,
            Object.class,
            "boolean",
            boolean.class,
            "byte",
            byte.class,
            "char",
            char.class,
            "short",
            short.class,
            "int",
            int.class,
            "long",
            long.class,
            "float",
            float.class,
            "double",
            double.class);

    private KeyArray() {}

    /** Writes an array with those in it, or any other part. */
    static void write(Object where, @Nullable Object part, KeyWriter to) {
        if (part == null || !part.getClass().isArray()) {
            to.part(where, part);
            return;
        }
        Class<?> element = part.getClass().getComponentType();
        to.raw(KeyReader.ARRAY).quoted(element.isPrimitive() ? element.getName() : OBJECTS);
        to.raw('[');
        for (int i = 0; i < Array.getLength(part); i++) {
            if (i > 0) {
                to.raw(',');
            }
            write(i, Array.get(part, i), to);
        }
        to.raw(']');
    }

    static Object read(String name, List<@Nullable Object> elements) {
        Class<?> type = TYPES.get(name);
        if (type == null) {
            throw new CacheException("A stored key has an array of '" + name + "', which is unknown");
        }
        Object array = Array.newInstance(type, elements.size());
        for (int i = 0; i < elements.size(); i++) {
            Array.set(array, i, elements.get(i));
        }
        return array;
    }
}
