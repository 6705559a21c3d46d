package io.refrain.quarkus;

import io.refrain.jcache.RefrainCache;
import io.refrain.jcache.internal.expiry.Deadlines;
import java.time.Instant;
import javax.cache.Cache;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;

/** For how long what a cache has is fresh. */
public final class Freshness {
    private Freshness() {}

    /**
     * For how many milliseconds from now an entry lives. A cache of another provider does not tell when an entry expires: it is worked out from its expiry policy, where
     * that goes by when an entry was written.
     *
     * @param createdAt when what it holds was made, which is when it was written
     * @return zero or less when it has expired, {@link Long#MAX_VALUE} when it never will, or that cannot be told
     */
    public static long left(Cache<?, ?> cache, Object key, Instant createdAt, long now) {
        long deadline;
        if (cache instanceof RefrainCache<?, ?> own) {
            @SuppressWarnings("unchecked") // the keys of this cache
            RefrainCache<Object, ?> of = (RefrainCache<Object, ?>) own;
            deadline = of.expiresAt(key);
        } else {
            deadline = deadline(cache, createdAt.toEpochMilli());
        }
        return deadline == Long.MAX_VALUE ? deadline : deadline - now;
    }

    private static long deadline(Cache<?, ?> cache, long createdAt) {
        ExpiryPolicy policy = policy(cache);
        if (!(policy instanceof CreatedExpiryPolicy || policy instanceof ModifiedExpiryPolicy)) {
            return Long.MAX_VALUE;
        }
        return new Deadlines(policy).afterCreation(createdAt);
    }

    @SuppressWarnings("unchecked") // no class of a configuration with its types
    private static ExpiryPolicy policy(Cache<?, ?> cache) {
        return (ExpiryPolicy) cache.getConfiguration(CompleteConfiguration.class)
                .getExpiryPolicyFactory()
                .create();
    }
}
