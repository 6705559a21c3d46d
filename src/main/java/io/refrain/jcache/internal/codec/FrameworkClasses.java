package io.refrain.jcache.internal.codec;

import java.util.Set;

/**
 * The classes by which frameworks keep things in a cache of theirs: Spring's for null, and those of Hibernate's second-level cache, which hold
 * values and run nothing when they are read. Immutable.
 */
final class FrameworkClasses {
    private static final Set<String> NAMES = Set.of(
            "org.springframework.cache.support.NullValue",
            "org.hibernate.cache.spi.entry.CacheEntry",
            "org.hibernate.cache.spi.entry.CollectionCacheEntry",
            "org.hibernate.cache.spi.entry.ReferenceCacheEntryImpl",
            "org.hibernate.cache.spi.entry.StandardCacheEntryImpl",
            "org.hibernate.cache.spi.entry.StructuredCacheEntry",
            "org.hibernate.cache.spi.support.AbstractReadWriteAccess$Item",
            "org.hibernate.cache.spi.support.AbstractReadWriteAccess$SoftLockImpl",
            "org.hibernate.cache.internal.QueryResultsCacheImpl$CacheItem");

    private FrameworkClasses() {}

    static boolean isValue(Class<?> type) {
        return NAMES.contains(type.getName());
    }
}
