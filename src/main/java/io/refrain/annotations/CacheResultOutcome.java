package io.refrain.annotations;

/** What the cache did for one call of a {@link javax.cache.annotation.CacheResult} method. */
public enum CacheResultOutcome {
    /** The cache had the result. */
    HIT,
    /** The method was called and its result stored. */
    STORED,
    /** The method was called; its result was null, a {@link ResultGate} refused it, or the method failed. */
    NOT_STORED,
    /** The method was called; the cache failed to take its result. */
    STORE_FAILED,
    /** An equal call was already under way, here or in another process, and its result was shared. */
    COLLAPSED,
    /** The method, or the equal call that was joined, failed, and the caller took what the cache still had. */
    KEPT,
    /** The cache did not have the result, and the caller did not want the method called. */
    NOT_CALLED
}
