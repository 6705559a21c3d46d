package io.refrain.jcache.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import javax.cache.CacheException;

/**
 * Where the provider looks up its configuration keys: first in the properties that a cache manager was made with, then in MicroProfile
 * Config where it is on the class path, otherwise in system properties and environment variables. Safe for use by several threads at
 * once.
 */
public final class Settings {
    private static final Source SURROUNDINGS = surroundings();

    private final Properties properties;

    /** @param properties of the cache manager; read at each look-up */
    public Settings(Properties properties) {
        this.properties = properties;
    }

    /** The text of a key; empty when nobody set it or set it to nothing. */
    public Optional<String> find(String key) {
        String own = properties.getProperty(key);
        return (own == null ? SURROUNDINGS.find(key) : Optional.of(own))
                .map(String::trim)
                .filter(text -> !text.isEmpty());
    }

    /**
     * The duration of a key.
     *
     * @throws CacheException when it is none
     */
    public Duration duration(String key, Duration unset) {
        return find(key)
                .map(text -> {
                    try {
                        return Durations.parse(text);
                    } catch (DateTimeParseException e) {
                        throw new CacheException(key + "=" + text + " must be a duration such as 500ms, 5s or PT1M", e);
                    }
                })
                .orElse(unset);
    }

    /**
     * The positive whole number of a key.
     *
     * @throws CacheException when it is none
     */
    public int count(String key, int unset) {
        return find(key)
                .map(text -> {
                    if (!text.matches("[1-9][0-9]{0,8}")) {
                        throw new CacheException(key + "=" + text + " must be a whole number from 1 to 999999999");
                    }
                    return Integer.valueOf(text);
                })
                .orElse(unset);
    }

    /**
     * The number of bytes of a key.
     *
     * @throws CacheException when it is none
     */
    public long bytes(String key, long unset) {
        return find(key)
                .map(text -> {
                    try {
                        long bytes = Sizes.parse(text);
                        if (bytes > 0) {
                            return bytes;
                        }
                        throw new CacheException(key + "=" + text + " must be more than nothing");
                    } catch (ArithmeticException | NumberFormatException e) {
                        throw new CacheException(
                                key + "=" + text + " must be a number of bytes such as 1048576, 64K, 100M or 2G", e);
                    }
                })
                .orElse(unset);
    }

    /**
     * One of several names, of which the key has the one of a constant in small letters with hyphens.
     *
     * @throws CacheException when it is none of them
     */
    public <E extends Enum<E>> E choice(String key, E unset) {
        Map<String, E> choices = new LinkedHashMap<>();
        for (E each : unset.getDeclaringClass().getEnumConstants()) {
            choices.put(each.name().toLowerCase(Locale.ROOT).replace('_', '-'), each);
        }
        return find(key)
                .map(text -> {
                    E chosen = choices.get(text.toLowerCase(Locale.ROOT));
                    if (chosen == null) {
                        throw new CacheException(
                                key + "=" + text + " must be one of " + String.join(", ", choices.keySet()));
                    }
                    return chosen;
                })
                .orElse(unset);
    }

    /** The keys that are set, as far as that can be told: environment variables do not say which keys they mean. */
    public Set<String> names() {
        Set<String> names = new HashSet<>(properties.stringPropertyNames());
        names.addAll(SURROUNDINGS.names());
        return names;
    }

    private static Source surroundings() {
        try {
            Class.forName("org.eclipse.microprofile.config.ConfigProvider", false, Settings.class.getClassLoader());
            return new MicroProfileConfig();
        } catch (ClassNotFoundException | LinkageError e) {
            return new ProcessSettings();
        }
    }

    /** Where keys are looked up. */
    interface Source {
        Optional<String> find(String key);

        Set<String> names();
    }
}
