package io.refrain.jcache.config;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Looks keys up in system properties, then in environment variables by the naming rule of MicroProfile Config. Safe for use by several
 * threads at once.
 */
final class ProcessSettings implements Settings.Source {

    @Override
    public Optional<String> find(String key) {
        return Optional.ofNullable(System.getProperty(key)).or(() -> Optional.ofNullable(System.getenv(variable(key))));
    }

    @Override
    public Set<String> names() {
        return System.getProperties().stringPropertyNames();
    }

    static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
