package io.refrain.jcache.internal.config;

/** What a configuration key holds for. */
public enum Scope {
    /** The application as a whole. */
    APPLICATION,
    /** One cache manager, whose properties may have it. */
    MANAGER,
    /** One cache: it comes after {@code refrain.caches."name".}, or after {@code refrain.caches."*".} for all of them. */
    CACHE
}
