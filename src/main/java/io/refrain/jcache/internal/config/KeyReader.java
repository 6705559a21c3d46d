package io.refrain.jcache.internal.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.cache.CacheException;

/** Reads configuration keys by their types, and notes what cannot be used, so that all of it can be told at once. For one thread. */
public final class KeyReader {
    private final Settings settings;

    /** By what they concern: the same may be read by its name and by its environment variable. */
    private final Map<String, String> problems = new LinkedHashMap<>();

    /** @param settings where the keys are looked up */
    public KeyReader(Settings settings) {
        this.settings = settings;
    }

    Settings settings() {
        return settings;
    }

    /** What a key is set to; empty when it is not set, and when that cannot be used, which is noted. */
    public <T> Optional<T> read(Key<T> key) {
        return read(key.name(), key.type());
    }

    /** What a key with a default is set to, or that. */
    public <T> T get(Key<T> key) {
        return read(key).or(key::unset).orElseThrow();
    }

    /** What a key of {@link Scope#CACHE} is set to for a cache, or for all. */
    public <T> Optional<T> read(Key<T> key, String cache) {
        for (String name : List.of(key.of(cache), key.of("*"))) {
            if (settings.find(name).isPresent()) {
                return read(name, key.type());
            }
        }
        return Optional.empty();
    }

    <T> Optional<T> read(String name, ValueType<T> type) {
        return settings.find(name).flatMap(text -> read(name, text, type));
    }

    <T> Optional<T> read(String name, String text, ValueType<T> type) {
        Optional<T> value = text.contains("${") ? Optional.empty() : type.parse(text);
        if (value.isEmpty()) {
            String told = type.secret().test(text) ? " (not told, it may hold a credential)" : "=" + text;
            problems.putIfAbsent(Key.variable(name), name + told + " must be " + type.allowed());
        }
        return value;
    }

    /** Notes what else cannot be used: a sentence without a full stop. */
    public void refuse(String problem) {
        problems.put(problem, problem);
    }

    /** What was noted. */
    public List<String> problems() {
        return List.copyOf(problems.values());
    }

    /**
     * Refuses to go on when anything was noted.
     *
     * @throws CacheException with all of it
     */
    void requireNone(String what) {
        if (!problems.isEmpty()) {
            throw new CacheException(what + ": " + String.join("; ", problems.values()));
        }
    }
}
