package io.refrain.jcache.internal.config;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.config.StorageType;
import java.time.Duration;
import java.util.List;

/** The configuration keys of one cache: {@code refrain.caches."name".<key>}, or {@code refrain.caches."*".<key>} where that is not set. */
final class CacheKeys {
    static final Key<StorageType> STORAGE = depending(
            "storage",
            ValueType.choice(StorageType.class),
            "`persistent` where the manager has a file or a database and the cache stores by value",
            "where entries are kept");

    static final Key<Long> MAX_ENTRIES = depending(
            "max-entries",
            ValueType.number(1, Long.MAX_VALUE),
            "10000 on the heap, 1000000 of a persistent cache",
            "the most entries; those go first that are least likely to be asked for (heap) or were unused the longest (persistent)");

    static final Key<Long> MAX_BYTES = depending(
            "max-bytes",
            ValueType.bytes(1, Long.MAX_VALUE),
            "no bound on the heap, `1G` of a persistent cache",
            "the most bytes of all keys and values as they are encoded; an entry that is bigger by itself is not kept");

    static final Key<Long> HEAP_ENTRIES = key(
            "heap-entries",
            ValueType.number(0, Long.MAX_VALUE),
            "10000",
            "the most entries of the heap in front of a persistent cache, never more than `max-entries`; 0: no heap in front");

    static final Key<Long> HEAP_BYTES = key(
            "heap-bytes",
            ValueType.bytes(1, Long.MAX_VALUE),
            "64M",
            "the most bytes of the heap in front of a persistent cache, counted as for `max-bytes`, and never more than that");

    static final Key<Durability> DURABILITY = key(
            "durability",
            ValueType.choice(Durability.class),
            "committed",
            "what of a persistent cache survives, see below");

    static final Key<Duration> EXPIRE_AFTER_WRITE = expiry("expire-after-write", "was written");

    static final Key<Duration> EXPIRE_AFTER_ACCESS = expiry("expire-after-access", "was last used");

    static final Key<Boolean> STATISTICS =
            depending("statistics", ValueType.flag(), "the cache's configuration", "whether it counts");

    static final Key<Boolean> MANAGEMENT =
            depending("management", ValueType.flag(), "the cache's configuration", "whether it has an MXBean");

    /** Those that JSR-107 has no words for. */
    static final List<Key<?>> OWN = List.of(STORAGE, MAX_ENTRIES, MAX_BYTES, HEAP_ENTRIES, HEAP_BYTES, DURABILITY);

    static final List<Key<?>> ALL = List.of(
            STORAGE,
            MAX_ENTRIES,
            MAX_BYTES,
            HEAP_ENTRIES,
            HEAP_BYTES,
            DURABILITY,
            EXPIRE_AFTER_WRITE,
            EXPIRE_AFTER_ACCESS,
            STATISTICS,
            MANAGEMENT);

    private CacheKeys() {}

    private static Key<Duration> expiry(String name, String since) {
        return depending(
                name,
                ValueType.duration(Duration.ofMillis(1), Duration.ofDays(36_500)),
                "none: the cache's own expiry policy",
                "how long an entry lives after it " + since);
    }

    private static <T> Key<T> key(String name, ValueType<T> type, String unset, String meaning) {
        return Key.of(name, Scope.CACHE, type, unset, meaning);
    }

    private static <T> Key<T> depending(String name, ValueType<T> type, String unset, String meaning) {
        return Key.withoutDefault(name, Scope.CACHE, type, unset, meaning);
    }
}
