package io.refrain.annotations;

import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheResult;

/**
 * Says whether what a {@link CacheResult} method returned may be stored. Every CDI bean of this type is asked for every such
 * method, and one refusal is enough: the caller gets the result, the cache does not. Implementations must be safe for use by
 * several threads at once.
 */
@FunctionalInterface
public interface ResultGate {

    /**
     * Whether the result may be stored.
     *
     * @param invocation the call: its method, cache name and parameters
     * @param result what the method returned or, for an asynchronous method, completed with; never null, since a null result is
     *     not stored in any case
     * @return false to keep the result out of the cache
     */
    boolean admits(CacheInvocationContext<CacheResult> invocation, Object result);
}
