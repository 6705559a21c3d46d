package io.refrain.jcache.internal.config;

import io.refrain.jcache.internal.codec.SerializationFilter;
import io.refrain.jcache.internal.codec.SerializationFilter.Limits;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.cache.configuration.Configuration;

/**
 * What Java's serialisation may write and read in persistent caches: what the configuration keys {@code refrain.serialization.*} say. Immutable.
 *
 * @param allow classes and packages that it may, as {@link SerializationFilter} has them
 * @param limits how much of them
 */
public record SerializationSettings(List<String> allow, Limits limits) {

    static SerializationSettings of(KeyReader keys) {
        return new SerializationSettings(
                keys.read(SerializationKeys.ALLOW).orElse(List.of()),
                new Limits(
                        keys.get(SerializationKeys.DEPTH),
                        keys.get(SerializationKeys.REFERENCES),
                        keys.get(SerializationKeys.ARRAY_LENGTH),
                        keys.get(SerializationKeys.BYTES)));
    }

    /** What it may in one cache: also the types that this was configured with. */
    public SerializationFilter filter(Configuration<?, ?> configuration) {
        Set<String> admitted = new HashSet<>(allow);
        addTypes(admitted, configuration.getKeyType());
        addTypes(admitted, configuration.getValueType());
        return new SerializationFilter(admitted, limits);
    }

    /** By their names; with those above it, which are written with each object. */
    private static void addTypes(Set<String> admitted, Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        for (Class<?> each = element; each != null && each != Object.class; each = each.getSuperclass()) {
            admitted.add(each.getName());
        }
    }
}
