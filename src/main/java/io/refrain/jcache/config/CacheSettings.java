package io.refrain.jcache.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.cache.CacheException;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration keys {@code refrain.caches."name".*} say of one cache. Immutable.
 *
 * @param storage where its entries are kept
 * @param maxEntries how many entries it may hold, by default 10,000 on the heap and 1,000,000 in a file
 * @param heapEntries how many entries of a persistent cache are also on the heap, by default 10,000; 0 for none
 * @param expireAfterWrite how long an entry lives after it was written, in place of the cache's expiry policy; null to leave that as it is
 */
public record CacheSettings(Storage storage, long maxEntries, long heapEntries, @Nullable Duration expireAfterWrite) {
    private static final long MAX_ENTRIES_ON_HEAP = 10_000;
    private static final long MAX_ENTRIES_IN_FILE = 1_000_000;

    /** Where entries are kept. */
    public enum Storage {
        /** On the heap, gone when the cache is closed. */
        HEAP,
        /** In the manager's file. */
        PERSISTENT
    }

    /**
     * Reads the keys of a cache.
     *
     * @param cache its name
     * @param persistent whether its manager has a file
     * @throws CacheException when a value cannot be used, saying which and what can be
     */
    public static CacheSettings of(Settings settings, String cache, boolean persistent) {
        Storage storage = read(settings, cache, "storage", "heap or persistent", CacheSettings::storage)
                .orElse(persistent ? Storage.PERSISTENT : Storage.HEAP);
        if (storage == Storage.PERSISTENT && !persistent) {
            throw new CacheException(key(cache, "storage")
                    + "=persistent needs a cache manager with a file; this one keeps everything on"
                    + " the heap. Set refrain.uri=refrain:sqlite:<file>, or storage=heap.");
        }
        return new CacheSettings(
                storage,
                read(settings, cache, "max-entries", "a whole number of at least 1", text -> atLeast(1, text))
                        .orElse(storage == Storage.HEAP ? MAX_ENTRIES_ON_HEAP : MAX_ENTRIES_IN_FILE),
                read(settings, cache, "heap-entries", "a whole number of at least 0", text -> atLeast(0, text))
                        .orElse(MAX_ENTRIES_ON_HEAP),
                read(
                                settings,
                                cache,
                                "expire-after-write",
                                "a positive duration such as PT1H, 90s or 30m",
                                CacheSettings::duration)
                        .orElse(null));
    }

    /** The policy that the keys ask for; empty when they ask for none. */
    public Optional<ExpiryPolicy> expiryPolicy() {
        return Optional.ofNullable(expireAfterWrite)
                .map(duration -> new ModifiedExpiryPolicy(
                        new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, duration.toMillis())));
    }

    private static <T> Optional<T> read(
            Settings settings, String cache, String name, String allowed, Function<String, T> parser) {
        String key = key(cache, name);
        return settings.find(key).map(text -> {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new CacheException(key + "=" + text + " cannot be used: it must be " + allowed, e);
            }
        });
    }

    private static String key(String cache, String name) {
        return "refrain.caches.\"" + cache + "\"." + name;
    }

    private static Storage storage(String text) {
        return Storage.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static Long atLeast(long least, String text) {
        long number = Long.parseLong(text);
        if (number < least) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    /** ISO-8601, or as Quarkus writes it: a number of seconds, or with ms, s, m, h or d. */
    private static Duration duration(String text) {
        Duration duration;
        if (text.matches("[0-9]+")) {
            duration = Duration.ofSeconds(Long.parseLong(text));
        } else if (text.matches("[0-9]+ms")) {
            duration = Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        } else if (text.matches("[0-9]+[dD]")) {
            duration = Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1)));
        } else if (text.matches("[0-9].*")) {
            duration = Duration.parse("PT" + text);
        } else {
            duration = Duration.parse(text);
        }
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(text);
        }
        return duration;
    }
}
