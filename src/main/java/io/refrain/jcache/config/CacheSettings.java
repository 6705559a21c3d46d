package io.refrain.jcache.config;

import io.refrain.jcache.store.Bounds;
import io.refrain.jcache.store.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What one cache was asked to be: what the configuration keys {@code refrain.caches."name".*} and {@code refrain.caches."*".*} say, then its
 * configuration, then the defaults. Immutable.
 *
 * @param storage where its entries are kept
 * @param bounds how much it may hold
 * @param heapEntries how many entries of a persistent cache are also on the heap; 0 for none
 * @param durability what of a persistent cache survives
 * @param expiryPolicy made from the keys; null to leave the configuration's
 */
public record CacheSettings(
        StorageType storage,
        Bounds bounds,
        long heapEntries,
        Durability durability,
        @Nullable ExpiryPolicy expiryPolicy) {
    private static final long MAX_ENTRIES_ON_HEAP = 10_000;
    private static final long MAX_ENTRIES_IN_FILE = 1_000_000;
    private static final long MAX_BYTES_IN_FILE = 1L << 30;

    /**
     * Finds out, and writes the switches for statistics and management into the configuration.
     *
     * @param cache its name
     * @param configuration what it was created with
     * @param file whether its manager has a file
     * @throws CacheException when something cannot be used; its message says all of it, and what can be
     */
    public static CacheSettings of(
            Settings settings, String cache, RefrainConfiguration<?, ?> configuration, boolean file) {
        List<String> problems = new ArrayList<>();
        CacheKeys keys = new CacheKeys(settings, cache, problems);

        boolean byValue = configuration.isStoreByValue();
        StorageType storage = keys.storage()
                .or(configuration::getStorage)
                .orElse(file && byValue ? StorageType.PERSISTENT : StorageType.HEAP);
        boolean persistent = storage == StorageType.PERSISTENT;
        if (persistent && !file) {
            problems.add(
                    "storage=persistent needs a cache manager with a file, and this one keeps everything on the heap: set"
                            + " refrain.uri=refrain:sqlite:<file>, or storage=heap");
        }
        if (persistent && !byValue) {
            problems.add("storage=persistent keeps values, not references: store by value, or set storage=heap");
        }

        Optional<Long> maxEntries = keys.count(CacheKeys.MAX_ENTRIES, 1).or(configuration::getMaxEntries);
        Optional<Long> maxBytes = keys.bytes(CacheKeys.MAX_BYTES).or(configuration::getMaxBytes);
        if (!byValue
                && (keys.isSetForThisCache(CacheKeys.MAX_BYTES)
                        || configuration.getMaxBytes().isPresent())) {
            problems.add("max-bytes counts the bytes of values, and this cache has references: store by value, or set"
                    + " max-entries");
        }
        Optional<Long> heapEntries = keys.count(CacheKeys.HEAP_ENTRIES, 0).or(configuration::getHeapEntries);
        if (!persistent
                && (keys.isSetForThisCache(CacheKeys.HEAP_ENTRIES)
                        || configuration.getHeapEntries().isPresent())) {
            problems.add(
                    "heap-entries is the heap's share of a persistent cache, and storage=heap has none: set max-entries");
        }

        Durability durability =
                keys.durability().or(configuration::getDurability).orElse(Durability.COMMITTED);
        if (!persistent
                && (keys.isSetForThisCache(CacheKeys.DURABILITY)
                        || configuration.getDurability().isPresent())) {
            problems.add("durability is that of a persistent cache, and storage=heap has none: leave it out");
        }

        ExpiryPolicy expiry = expiry(keys, problems);
        keys.flag(CacheKeys.STATISTICS).ifPresent(configuration::setStatisticsEnabled);
        keys.flag(CacheKeys.MANAGEMENT).ifPresent(configuration::setManagementEnabled);
        keys.refuseUnknown();
        if (!problems.isEmpty()) {
            throw new CacheException(
                    "The cache '" + cache + "' cannot be created as configured: " + String.join("; ", problems));
        }
        return new CacheSettings(
                storage,
                new Bounds(
                        maxEntries.orElse(persistent ? MAX_ENTRIES_IN_FILE : MAX_ENTRIES_ON_HEAP),
                        byValue
                                ? maxBytes.orElse(persistent ? MAX_BYTES_IN_FILE : Bounds.UNBOUNDED)
                                : Bounds.UNBOUNDED),
                heapEntries.orElse(MAX_ENTRIES_ON_HEAP),
                durability,
                expiry);
    }

    private static @Nullable ExpiryPolicy expiry(CacheKeys keys, List<String> problems) {
        Optional<Duration> afterWrite = keys.duration(CacheKeys.EXPIRE_AFTER_WRITE);
        Optional<Duration> afterAccess = keys.duration(CacheKeys.EXPIRE_AFTER_ACCESS);
        if (afterWrite.isPresent() && afterAccess.isPresent()) {
            problems.add("expire-after-write and expire-after-access exclude each other: set one of them");
        }
        return afterWrite
                .<ExpiryPolicy>map(duration -> new ModifiedExpiryPolicy(millis(duration)))
                .or(() -> afterAccess.map(duration -> new TouchedExpiryPolicy(millis(duration))))
                .orElse(null);
    }

    private static javax.cache.expiry.Duration millis(Duration duration) {
        return new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, duration.toMillis());
    }
}
