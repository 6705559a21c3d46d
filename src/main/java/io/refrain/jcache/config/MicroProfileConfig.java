package io.refrain.jcache.config;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;

/** Looks keys up in MicroProfile Config; loaded only where that is on the class path. Safe for use by several threads at once. */
final class MicroProfileConfig implements Settings.Source {
    private final ProcessSettings withoutConfig = new ProcessSettings();

    @Override
    public Optional<String> find(String key) {
        try {
            return ConfigProvider.getConfig().getOptionalValue(key, String.class);
        } catch (IllegalStateException e) {
            // The API is there without an implementation.
            return withoutConfig.find(key);
        }
    }

    @Override
    public Set<String> names() {
        try {
            Set<String> names = new HashSet<>();
            ConfigProvider.getConfig().getPropertyNames().forEach(names::add);
            return names;
        } catch (IllegalStateException e) {
            return withoutConfig.names();
        }
    }
}
