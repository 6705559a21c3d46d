package io.refrain.http;

import io.refrain.jcache.RefrainCache;
import javax.cache.Cache;

/** For how long what a cache has is fresh. */
public final class Freshness {
    private Freshness() {}

    /**
     * For how many milliseconds from now an entry lives.
     *
     * @return zero or less when it has expired, {@link Long#MAX_VALUE} when it never will, or that cannot be told
     */
    public static long left(Cache<?, ?> cache, Object key, long now) {
        if (!(cache instanceof RefrainCache<?, ?> own)) {
            return Long.MAX_VALUE;
        }
        @SuppressWarnings("unchecked") // the keys of this cache
        long deadline = ((RefrainCache<Object, ?>) own).expiresAt(key);
        return deadline == Long.MAX_VALUE ? deadline : deadline - now;
    }
}
