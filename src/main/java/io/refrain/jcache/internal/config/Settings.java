package io.refrain.jcache.internal.config;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * Where configuration keys are looked up: first in the properties that a cache manager was made with, then in MicroProfile
 * Config where it is on the class path, otherwise in system properties and environment variables. Safe for use by several threads at
 * once.
 */
public final class Settings {
    private final Properties properties;
    private final Source surroundings;

    /** @param properties of the cache manager; read at each look-up */
    public Settings(Properties properties) {
        this(properties, surroundings());
    }

    Settings(Properties properties, Source surroundings) {
        this.properties = properties;
        this.surroundings = surroundings;
    }

    /** These alone, without what is set around them. */
    public static Settings only(Map<String, String> texts) {
        Properties properties = new Properties();
        properties.putAll(texts);
        return new Settings(properties, new NoSettings());
    }

    /** The text of a key; empty when nobody set it or set it to nothing. */
    public Optional<String> find(String key) {
        String own = properties.getProperty(key);
        return (own == null ? surroundings.find(key) : Optional.of(own))
                .map(String::trim)
                .filter(text -> !text.isEmpty());
    }

    /** The keys that are set, but for those that are set by an environment variable. */
    public Set<String> names() {
        Set<String> names = new HashSet<>(properties.stringPropertyNames());
        names.addAll(surroundings.names());
        return names;
    }

    /** The environment variables; they do not say which keys they mean. */
    public Map<String, String> variables() {
        return surroundings.variables();
    }

    private static Source surroundings() {
        ProcessSettings process = new ProcessSettings(System.getenv());
        try {
            Class.forName("org.eclipse.microprofile.config.ConfigProvider", false, Settings.class.getClassLoader());
            return new MicroProfileConfig(process);
        } catch (ClassNotFoundException | LinkageError e) {
            return process;
        }
    }

    /** Where keys are looked up. */
    interface Source {
        Optional<String> find(String key);

        Set<String> names();

        Map<String, String> variables();
    }

    private static final class NoSettings implements Source {
        @Override
        public Optional<String> find(String key) {
            return Optional.empty();
        }

        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public Map<String, String> variables() {
            return Map.of();
        }
    }
}
