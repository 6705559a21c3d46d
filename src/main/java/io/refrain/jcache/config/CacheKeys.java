package io.refrain.jcache.config;

import io.refrain.jcache.store.Durability;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The configuration keys of one cache: {@code refrain.caches."name".<key>}, or {@code refrain.caches."*".<key>} where that is not set. Notes
 * what cannot be used instead of throwing, so that all of it can be told at once. For one thread.
 */
final class CacheKeys {
    static final String STORAGE = "storage";
    static final String MAX_ENTRIES = "max-entries";
    static final String MAX_BYTES = "max-bytes";
    static final String HEAP_ENTRIES = "heap-entries";
    static final String DURABILITY = "durability";
    static final String EXPIRE_AFTER_WRITE = "expire-after-write";
    static final String EXPIRE_AFTER_ACCESS = "expire-after-access";
    static final String STATISTICS = "statistics";
    static final String MANAGEMENT = "management";

    /** All of them, in the order in which the README has them. */
    static final List<String> ALL = List.of(
            STORAGE,
            MAX_ENTRIES,
            MAX_BYTES,
            HEAP_ENTRIES,
            DURABILITY,
            EXPIRE_AFTER_WRITE,
            EXPIRE_AFTER_ACCESS,
            STATISTICS,
            MANAGEMENT);

    private static final String CACHES = "refrain.caches.";

    private final Settings settings;
    private final List<String> prefixes;
    private final List<String> problems;

    /** @param problems gets what cannot be used */
    CacheKeys(Settings settings, String cache, List<String> problems) {
        this.settings = settings;
        this.prefixes = List.of(CACHES + '"' + cache + "\".", CACHES + "\"*\".");
        this.problems = problems;
    }

    Optional<StorageType> storage() {
        return read(STORAGE, "heap or persistent", text -> StorageType.valueOf(text.toUpperCase(Locale.ROOT)));
    }

    Optional<Durability> durability() {
        return read(
                DURABILITY, "committed, synced or batched", text -> Durability.valueOf(text.toUpperCase(Locale.ROOT)));
    }

    Optional<Long> count(String name, long least) {
        return read(name, "a whole number of at least " + least, text -> {
            long number = Long.parseLong(text);
            return require(number >= least, number);
        });
    }

    Optional<Long> bytes(String name) {
        return read(name, "a number of bytes of at least 1, such as 500000, 64K, 100M or 2G", text -> {
            long number = Sizes.parse(text);
            return require(number >= 1, number);
        });
    }

    Optional<Duration> duration(String name) {
        return read(name, "a positive duration such as 90s, 30m, 7d or PT1H", text -> {
            Duration duration = Durations.parse(text);
            return require(duration.toMillis() >= 1, duration);
        });
    }

    Optional<Boolean> flag(String name) {
        return read(
                name,
                "true or false",
                text -> require(text.equals("true") || text.equals("false"), text.equals("true")));
    }

    private static <T> T require(boolean allowed, T value) {
        if (!allowed) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    /** @param parser throws one of the exceptions below for what is not allowed */
    private <T> Optional<T> read(String name, String allowed, Function<String, T> parser) {
        for (String prefix : prefixes) {
            Optional<String> text = settings.find(prefix + name);
            if (text.isPresent()) {
                Optional<T> value = parsed(text.get(), parser);
                if (value.isEmpty()) {
                    problems.add(prefix + name + "=" + text.get() + " must be " + allowed);
                }
                return value;
            }
        }
        return Optional.empty();
    }

    private static <T> Optional<T> parsed(String text, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** Whether it is set for this cache by its name, not only for all. */
    boolean isSetForThisCache(String name) {
        return settings.find(prefixes.get(0) + name).isPresent();
    }

    /** Notes the keys of this cache that do not exist, and keys whose cache is not in quotes. */
    void refuseUnknown() {
        for (String key : new TreeSet<>(settings.names())) {
            if (!key.startsWith(CACHES)) {
                continue;
            }
            if (!key.startsWith("\"", CACHES.length())) {
                problems.add(key + ": the name of the cache must be in quotes, as in refrain.caches.\"name\".storage");
            }
            for (String prefix : prefixes) {
                if (key.startsWith(prefix) && !ALL.contains(key.substring(prefix.length()))) {
                    problems.add(key + " is unknown; there are " + String.join(", ", ALL));
                }
            }
        }
    }
}
