package io.refrain.annotations;

import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/**
 * Says what each call of a {@link CacheResult} method asks of the cache. Every CDI bean of this type is asked, and the first that answers counts.
 * What it throws, the caller gets. Implementations must not block, and must be safe for use by several threads at once.
 */
@FunctionalInterface
public interface CacheResultDirectives {

    /**
     * What one call asks for.
     *
     * @param invocation the call: its method, cache name and parameters
     * @param key the key of its result
     * @return null when it asks for nothing special
     */
    @Nullable
    CacheResultDirective of(CacheInvocationContext<CacheResult> invocation, GeneratedCacheKey key);
}
