package io.refrain.jcache.internal.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks keys up in system properties, then in environment variables by the naming rule of MicroProfile Config. Safe for use by several
 * threads at once.
 */
final class ProcessSettings implements Settings.Source {
    private final Map<String, String> environment;

    /** @param environment the variables of the process */
    ProcessSettings(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Optional<String> find(String key) {
        return Optional.ofNullable(System.getProperty(key))
                .or(() -> Optional.ofNullable(environment.get(Key.variable(key))));
    }

    @Override
    public Set<String> names() {
        return System.getProperties().stringPropertyNames();
    }

    @Override
    public Map<String, String> variables() {
        return environment;
    }
}
