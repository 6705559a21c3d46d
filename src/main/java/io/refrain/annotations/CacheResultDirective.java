package io.refrain.annotations;

import javax.cache.Cache;
import javax.cache.annotation.CacheResult;

/**
 * What the caller of a {@link CacheResult} method asks of the cache for one call, as the directives of HTTP's {@code Cache-Control} do. As it is, it
 * asks for nothing special. Its methods are called one after the other, though on several threads; none of them may block.
 */
public interface CacheResultDirective {

    /** Whether the cache may answer instead of the method; when not, what the method returns still replaces what the cache has. */
    default boolean looksUp() {
        return true;
    }

    /**
     * Whether this caller takes what the cache has; when not, the call goes on as after a miss.
     *
     * @param cache where it was found
     * @param result what was found
     */
    default boolean takes(Cache<Object, Object> cache, Object result) {
        return true;
    }

    /** Whether what the method returns may be stored. Who says no does not share an equal call either. */
    default boolean stores() {
        return true;
    }

    /** Comes before the method is called, or an equal call joined; what it throws is what the caller gets instead. */
    default void beforeCall() {}

    /**
     * Comes when an equal call is under way, whose result this caller gets.
     *
     * @param leading of the caller that made that call
     */
    default void joins(CacheResultDirective leading) {}

    /**
     * Whether this caller, now that the method has failed, takes what the cache still has.
     *
     * @param failure what the method threw or completed with
     * @param cache where the result was found
     * @param result what was found
     */
    default boolean takesInsteadOf(Throwable failure, Cache<Object, Object> cache, Object result) {
        return false;
    }
}
