package io.refrain.annotations;

import javax.cache.Cache;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/** Where the result of one call is looked for and kept: nowhere when both caches are null. Immutable. */
record Lookup(
        Invocation<CacheResult> invocation,
        GeneratedCacheKey key,
        @Nullable Cache<Object, Object> cache,
        @Nullable Cache<Object, Throwable> exceptionCache) {

    static Lookup of(Invocation<CacheResult> invocation, GeneratedCacheKey key) {
        CacheOperation<CacheResult> operation = invocation.operation();
        return new Lookup(invocation, key, operation.cache(invocation), operation.exceptionCache(invocation));
    }

    /** Whether the method is called in any case: nothing may be looked up, or there is no cache by which calls could be equal. */
    boolean standsAlone() {
        return cache == null || invocation.getCacheAnnotation().skipGet();
    }

    InFlight.Call call() {
        return new InFlight.Call(invocation.operation(), cache, key);
    }
}
