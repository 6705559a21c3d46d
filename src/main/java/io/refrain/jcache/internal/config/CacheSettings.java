package io.refrain.jcache.internal.config;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.config.RefrainConfiguration;
import io.refrain.jcache.config.StorageType;
import io.refrain.jcache.internal.store.Bounds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableConfiguration;
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
 * @param heap how much of a persistent cache is also on the heap, never more than its bounds; null for none
 * @param durability what of a persistent cache survives
 * @param expiryPolicy made from the keys; null to leave the configuration's
 */
public record CacheSettings(
        StorageType storage,
        Bounds bounds,
        @Nullable Bounds heap,
        Durability durability,
        @Nullable ExpiryPolicy expiryPolicy) {
    private static final long MAX_ENTRIES_ON_HEAP = 10_000;
    private static final long MAX_ENTRIES_PERSISTENT = 1_000_000;
    private static final long MAX_BYTES_PERSISTENT = 1L << 30;

    /**
     * Finds out, and writes the switches for statistics and management into the configuration.
     *
     * @param cache its name
     * @param configuration what it was created with
     * @param canPersist whether its manager has a file or a database
     * @throws CacheException when something cannot be used; its message says all of it, and what can be
     */
    public static CacheSettings of(
            Settings settings, String cache, RefrainConfiguration<?, ?> configuration, boolean canPersist) {
        KeyReader keys = new KeyReader(settings);
        CacheSettings asked = read(keys, cache, configuration, canPersist);
        keys.requireNone("The cache '" + cache + "' cannot be created as configured");
        return asked;
    }

    /**
     * Notes what would keep a cache from being created that has nothing but its keys.
     *
     * @param cache its name
     * @param canPersist whether its manager has a file or a database
     */
    public static void check(KeyReader keys, String cache, boolean canPersist) {
        read(keys, cache, new RefrainConfiguration<>(), canPersist);
    }

    /** How long an entry of a cache lives after it was written, as far as its keys say so. */
    public static Optional<Duration> expireAfterWrite(KeyReader keys, String cache) {
        return keys.read(CacheKeys.EXPIRE_AFTER_WRITE, cache);
    }

    /**
     * Notes what of the keys of a cache means nothing to another provider, which has bounds and places of its own.
     *
     * @param cache its name
     */
    static void checkOfOther(KeyReader keys, String cache) {
        for (Key<?> key : CacheKeys.OWN) {
            for (String name : List.of(key.of(cache), key.of("*"))) {
                if (keys.settings().find(name).isPresent()) {
                    keys.refuse(
                            name
                                    + " is of Refrain's own caches: leave it out, and set what the provider has in its own configuration");
                }
            }
        }
        expiry(keys, cache);
        new Contradictions(keys, cache, new RefrainConfiguration<>()).checkExpiry();
    }

    /**
     * Makes a configuration that any provider takes: what the keys say of a cache that is another provider's, then what it is to be created with.
     *
     * @param cache its name
     * @param asked what it is to be created with
     * @throws CacheException when something cannot be used; its message says all of it, and what can be
     */
    public static <K, V> MutableConfiguration<K, V> ofOther(
            Settings settings, String cache, Configuration<K, V> asked) {
        KeyReader keys = new KeyReader(settings);
        checkOfOther(keys, cache);
        MutableConfiguration<K, V> configuration = asked instanceof CompleteConfiguration<K, V> complete
                ? new MutableConfiguration<>(complete)
                : new MutableConfiguration<K, V>()
                        .setTypes(asked.getKeyType(), asked.getValueType())
                        .setStoreByValue(asked.isStoreByValue());
        keys.read(CacheKeys.STATISTICS, cache).ifPresent(configuration::setStatisticsEnabled);
        keys.read(CacheKeys.MANAGEMENT, cache).ifPresent(configuration::setManagementEnabled);
        ExpiryPolicy expiry = expiry(keys, cache);
        if (expiry != null) {
            configuration.setExpiryPolicyFactory(new FactoryBuilder.SingletonFactory<>(expiry));
        }
        keys.requireNone("The cache '" + cache + "' cannot be created as configured");
        return configuration;
    }

    private static CacheSettings read(
            KeyReader keys, String cache, RefrainConfiguration<?, ?> configuration, boolean canPersist) {
        boolean byValue = configuration.isStoreByValue();
        StorageType storage = keys.read(CacheKeys.STORAGE, cache)
                .or(configuration::getStorage)
                .orElse(canPersist && byValue ? StorageType.PERSISTENT : StorageType.HEAP);
        boolean persistent = storage == StorageType.PERSISTENT;
        Contradictions contradictions = new Contradictions(keys, cache, configuration);
        contradictions.check(storage, canPersist);
        keys.read(CacheKeys.STATISTICS, cache).ifPresent(configuration::setStatisticsEnabled);
        keys.read(CacheKeys.MANAGEMENT, cache).ifPresent(configuration::setManagementEnabled);
        Bounds bounds = new Bounds(
                keys.read(CacheKeys.MAX_ENTRIES, cache)
                        .or(configuration::getMaxEntries)
                        .orElse(persistent ? MAX_ENTRIES_PERSISTENT : MAX_ENTRIES_ON_HEAP),
                keys.read(CacheKeys.MAX_BYTES, cache)
                        .or(configuration::getMaxBytes)
                        .filter(any -> byValue)
                        .orElse(persistent ? MAX_BYTES_PERSISTENT : Bounds.UNBOUNDED));
        return new CacheSettings(
                storage,
                bounds,
                heap(keys, cache, configuration, bounds),
                keys.read(CacheKeys.DURABILITY, cache)
                        .or(configuration::getDurability)
                        .or(CacheKeys.DURABILITY::unset)
                        .orElseThrow(),
                expiry(keys, cache));
    }

    private static @Nullable Bounds heap(
            KeyReader keys, String cache, RefrainConfiguration<?, ?> configuration, Bounds bounds) {
        long entries = keys.read(CacheKeys.HEAP_ENTRIES, cache)
                .or(configuration::getHeapEntries)
                .or(CacheKeys.HEAP_ENTRIES::unset)
                .orElseThrow();
        long bytes = keys.read(CacheKeys.HEAP_BYTES, cache)
                .or(configuration::getHeapBytes)
                .or(CacheKeys.HEAP_BYTES::unset)
                .orElseThrow();
        return entries == 0
                ? null
                : new Bounds(Math.min(entries, bounds.maxEntries()), Math.min(bytes, bounds.maxBytes()));
    }

    private static @Nullable ExpiryPolicy expiry(KeyReader keys, String cache) {
        Optional<Duration> afterWrite = keys.read(CacheKeys.EXPIRE_AFTER_WRITE, cache);
        Optional<Duration> afterAccess = keys.read(CacheKeys.EXPIRE_AFTER_ACCESS, cache);
        return afterWrite
                .<ExpiryPolicy>map(duration -> new ModifiedExpiryPolicy(millis(duration)))
                .or(() -> afterAccess.map(duration -> new TouchedExpiryPolicy(millis(duration))))
                .orElse(null);
    }

    private static javax.cache.expiry.Duration millis(Duration duration) {
        return new javax.cache.expiry.Duration(TimeUnit.MILLISECONDS, duration.toMillis());
    }
}
