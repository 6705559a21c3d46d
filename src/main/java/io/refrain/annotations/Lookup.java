package io.refrain.annotations;

import javax.cache.Cache;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/** Where the result of one call is looked for and kept. Immutable. */
record Lookup(
        Invocation<CacheResult> invocation,
        GeneratedCacheKey key,
        Cache<Object, Object> cache,
        @Nullable Cache<Object, Throwable> exceptionCache) {

    static Lookup of(Invocation<CacheResult> invocation, GeneratedCacheKey key) {
        CacheOperation<CacheResult> operation = invocation.operation();
        return new Lookup(invocation, key, operation.cache(invocation), operation.exceptionCache(invocation));
    }

    boolean skipsGet() {
        return invocation.getCacheAnnotation().skipGet();
    }

    InFlight.Call call() {
        return new InFlight.Call(invocation.operation(), cache.getName(), key);
    }
}
