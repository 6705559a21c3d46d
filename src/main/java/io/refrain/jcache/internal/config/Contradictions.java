package io.refrain.jcache.internal.config;

import io.refrain.jcache.config.RefrainConfiguration;
import io.refrain.jcache.config.StorageType;
import java.util.Optional;

/** Notes what each key of a cache allows by itself, but not together with the others. For one thread. */
final class Contradictions {
    private final KeyReader keys;
    private final String cache;
    private final RefrainConfiguration<?, ?> configuration;

    Contradictions(KeyReader keys, String cache, RefrainConfiguration<?, ?> configuration) {
        this.keys = keys;
        this.cache = cache;
        this.configuration = configuration;
    }

    /**
     * Notes them.
     *
     * @param canPersist whether the cache manager has a file or a database
     */
    void check(StorageType storage, boolean canPersist) {
        boolean byValue = configuration.isStoreByValue();
        boolean persistent = storage == StorageType.PERSISTENT;
        refuseIf(
                persistent && !canPersist,
                "storage=persistent needs a cache manager with a file or a database, and this one keeps everything on the heap: set"
                        + " refrain.uri=refrain:sqlite:<file> or refrain:postgresql://<host>/<database>, or storage=heap");
        refuseIf(
                persistent && !byValue,
                "storage=persistent keeps values, not references: store by value, or set storage=heap");
        refuseIf(
                !byValue && isAsked(CacheKeys.MAX_BYTES, configuration.getMaxBytes()),
                "max-bytes counts the bytes of values, and this cache has references: store by value, or set max-entries");
        refuseIf(
                !persistent && isAsked(CacheKeys.HEAP_ENTRIES, configuration.getHeapEntries()),
                "heap-entries is the heap's share of a persistent cache, and storage=heap has none: set max-entries");
        refuseIf(
                !persistent && isAsked(CacheKeys.HEAP_BYTES, configuration.getHeapBytes()),
                "heap-bytes is the heap's share of a persistent cache, and storage=heap has none: set max-bytes");
        refuseIf(
                !persistent && isAsked(CacheKeys.DURABILITY, configuration.getDurability()),
                "durability is that of a persistent cache, and storage=heap has none: leave it out");
        checkExpiry();
    }

    /** Notes them of how long entries live. */
    void checkExpiry() {
        refuseIf(
                keys.read(CacheKeys.EXPIRE_AFTER_WRITE, cache).isPresent()
                        && keys.read(CacheKeys.EXPIRE_AFTER_ACCESS, cache).isPresent(),
                "expire-after-write and expire-after-access exclude each other: set one of them");
    }

    /** For this cache, not only for all. */
    private boolean isAsked(Key<?> key, Optional<?> configured) {
        return configured.isPresent() || keys.settings().find(key.of(cache)).isPresent();
    }

    private void refuseIf(boolean contradiction, String problem) {
        if (contradiction) {
            keys.refuse("of the cache '" + cache + "', " + problem);
        }
    }
}
