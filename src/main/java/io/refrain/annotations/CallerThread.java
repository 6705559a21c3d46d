package io.refrain.annotations;

import java.util.concurrent.Executor;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the blocking work of asynchronous {@link javax.cache.annotation.CacheResult} methods off threads that must not block, such
 * as an event loop. A CDI bean of this type replaces the default, under which every thread may block. Implementations must be safe
 * for use by several threads at once.
 */
public interface CallerThread {

    /** Whether the current thread may block. */
    boolean mayBlock();

    /**
     * What the cache has in memory for a key, counted by the cache as a hit. Called on threads that must not block: it neither
     * blocks nor counts a miss, since the full look-up follows on a {@linkplain #workers() worker}.
     *
     * @return null when the cache does not have it in memory or cannot tell without blocking
     */
    @Nullable
    Object getWithoutBlocking(Cache<Object, Object> cache, Object key);

    /** Where work that may block goes. */
    Executor workers();
}
