package io.refrain.annotations;

import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheResult;

/**
 * Is told what the cache did for each call of a {@link CacheResult} method, before the caller gets the result: before the method
 * returns or, for an asynchronous method, before what it returned completes. Every CDI bean of this type is told, on the thread
 * that found or computed the result. What it throws is logged and otherwise ignored. Implementations must be safe for use by
 * several threads at once.
 */
@FunctionalInterface
public interface CacheResultObserver {

    /**
     * Takes note of an outcome.
     *
     * @param invocation the call, with the parameters of this very caller, also when its result is shared with others
     * @param outcome what the cache did
     */
    void observed(CacheInvocationContext<CacheResult> invocation, CacheResultOutcome outcome);
}
