package io.refrain.jcache.config;

import io.refrain.jcache.codec.SerializationFilter;
import io.refrain.jcache.codec.SerializationFilter.Limits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import javax.cache.CacheException;
import javax.cache.configuration.Configuration;

/**
 * Reads the configuration keys {@code refrain.serialization.*} of persistent caches. Notes what cannot be used, so that all of it can be told at
 * once. For one thread.
 */
public final class SerializationSettings {
    private static final String PREFIX = "refrain.serialization.";
    private static final List<String> ALL =
            List.of(SerializationFilter.ALLOW, Limits.DEPTH, Limits.REFERENCES, Limits.ARRAY_LENGTH, Limits.BYTES);

    private final Settings settings;
    private final List<String> problems = new ArrayList<>();

    private SerializationSettings(Settings settings) {
        this.settings = settings;
    }

    /**
     * What Java's serialisation may write and read in a persistent cache: what the keys admit, and the types that it was configured with.
     *
     * @throws CacheException when a key cannot be used; its message says all of it, and what can be
     */
    public static SerializationFilter filter(Settings settings, Configuration<?, ?> configuration) {
        SerializationSettings keys = new SerializationSettings(settings);
        Limits limits = keys.limits();
        Set<String> admitted = keys.admitted();
        addTypes(admitted, configuration.getKeyType());
        addTypes(admitted, configuration.getValueType());
        keys.refuseUnknown();
        if (!keys.problems.isEmpty()) {
            throw new CacheException(
                    "Persistent caches cannot be created as configured: " + String.join("; ", keys.problems));
        }
        return new SerializationFilter(admitted, limits);
    }

    private Limits limits() {
        return new Limits(
                number(Limits.DEPTH, Limits.DEFAULT.depth()),
                number(Limits.REFERENCES, Limits.DEFAULT.references()),
                number(Limits.ARRAY_LENGTH, Limits.DEFAULT.arrayLength()),
                read(
                        Limits.BYTES,
                        "a number of bytes of at least 1, such as 500000, 64K, 100M or 2G",
                        Sizes::parse,
                        Limits.DEFAULT.bytes()));
    }

    private long number(String key, long unset) {
        return read(key, "a whole number of at least 1", Long::parseLong, unset);
    }

    private long read(String key, String allowed, ToLongFunction<String> parser, long unset) {
        return settings.find(key)
                .map(text -> {
                    try {
                        long number = parser.applyAsLong(text);
                        if (number >= 1) {
                            return number;
                        }
                    } catch (IllegalArgumentException | ArithmeticException e) {
                        // As below.
                    }
                    problems.add(key + "=" + text + " must be " + allowed);
                    return unset;
                })
                .orElse(unset);
    }

    private Set<String> admitted() {
        Set<String> admitted = new HashSet<>();
        for (String each : settings.find(SerializationFilter.ALLOW).orElse("").split(",", -1)) {
            String pattern = each.trim();
            if (pattern.isEmpty()) {
                continue;
            }
            try {
                SerializationFilter.requirePattern(pattern);
                admitted.add(pattern);
            } catch (IllegalArgumentException e) {
                problems.add(SerializationFilter.ALLOW + ": " + e.getMessage());
            }
        }
        return admitted;
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

    private void refuseUnknown() {
        for (String key : new TreeSet<>(settings.names())) {
            if (key.startsWith(PREFIX) && !ALL.contains(key)) {
                problems.add(key + " is unknown; there are " + String.join(", ", ALL));
            }
        }
    }
}
