package io.refrain.annotations;

import io.refrain.internal.flight.Turns;
import javax.cache.Cache;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/** Where the result of one call is looked for and kept, nowhere when both caches are null, and what the caller asks of them. Immutable. */
record Lookup(
        Invocation<CacheResult> invocation,
        GeneratedCacheKey key,
        CacheResultDirective directive,
        @Nullable Cache<Object, Object> cache,
        @Nullable Cache<Object, Throwable> exceptionCache) {

    static Lookup of(Invocation<CacheResult> invocation, GeneratedCacheKey key, CacheResultDirective directive) {
        CacheOperation<CacheResult> operation = invocation.operation();
        return new Lookup(
                invocation, key, directive, operation.cache(invocation), operation.exceptionCache(invocation));
    }

    /** Whether the cache may answer instead of the method. */
    boolean mayFind() {
        return cache != null && !invocation.getCacheAnnotation().skipGet() && directive.looksUp();
    }

    /** Whether the method is called for this caller alone: there is nothing by which calls could be equal, or nothing to be shared. */
    boolean standsAlone() {
        return !mayFind() || !directive.stores();
    }

    /** By which other processes take turns with this one in the call; null where none do. */
    @Nullable
    Turns<Object> turns() {
        return cache == null ? null : Turns.of(cache);
    }

    InFlight.Call call() {
        return new InFlight.Call(invocation.operation(), cache, key);
    }
}
