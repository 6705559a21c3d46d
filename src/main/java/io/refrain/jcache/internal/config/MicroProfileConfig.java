package io.refrain.jcache.internal.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/** Looks keys up in MicroProfile Config; loaded only where that is on the class path. Safe for use by several threads at once. */
final class MicroProfileConfig implements Settings.Source {
    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");

    private final ProcessSettings process;
    private final Supplier<Config> configs;

    /** @param process for what Config does not find */
    MicroProfileConfig(ProcessSettings process) {
        this(process, ConfigProvider::getConfig);
    }

    MicroProfileConfig(ProcessSettings process, Supplier<Config> configs) {
        this.process = process;
        this.configs = configs;
    }

    @Override
    public Optional<String> find(String key) {
        Config config = config();
        return Optional.ofNullable(config == null ? null : text(config.getConfigValue(key)))
                .or(() -> process.find(key));
    }

    /** What cannot be expanded, such as {@code ${UNSET}}, as it was written. */
    private static @Nullable String text(ConfigValue value) {
        return value.getValue() == null ? value.getRawValue() : value.getValue();
    }

    /** Config lists an environment variable also as a guess at the key that it means, which is wrong for one with a hyphen. */
    @Override
    public Set<String> names() {
        Config config = config();
        if (config == null) {
            return process.names();
        }
        Set<String> names = new HashSet<>();
        config.getPropertyNames().forEach(names::add);
        Set<String> variables = variables().keySet();
        names.removeIf(name -> variables.contains(Key.variable(name)));
        // Config may remember names, and not those of properties that were set since.
        names.addAll(process.names());
        return names;
    }

    /** Also those that it has read from a file, such as {@code .env}. */
    @Override
    public Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(process.variables());
        Config config = config();
        if (config != null) {
            for (String name : config.getPropertyNames()) {
                if (VARIABLE.matcher(name).matches() && !variables.containsKey(name)) {
                    config.getOptionalValue(name, String.class).ifPresent(text -> variables.put(name, text));
                }
            }
        }
        return variables;
    }

    /** Null when the API is there without an implementation. */
    private @Nullable Config config() {
        try {
            return configs.get();
        } catch (IllegalStateException e) {
            return null;
        }
    }
}
