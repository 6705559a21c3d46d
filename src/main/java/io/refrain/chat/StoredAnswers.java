package io.refrain.chat;

import io.refrain.http.Freshness;
import io.refrain.quarkus.ChatConfig;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;

/** What is known of the answers in the cache besides what they say, and how to get rid of one. Safe for use by several threads at once. */
@Singleton
class StoredAnswers {
    private final Provider<CacheManager> manager;
    private final long keptStale;

    @Inject
    StoredAnswers(Provider<CacheManager> manager, ChatConfig config) {
        this.manager = manager;
        this.keptStale = config.staleIfError().toMillis();
    }

    /**
     * For how many milliseconds from now an answer is fresh: until it expires in the cache, but for the time for which it is kept stale.
     *
     * @return zero or less when it is stale, {@link Long#MAX_VALUE} when it never will be, or that cannot be told
     */
    long freshFor(Cache<?, ?> cache, QuestionName name, long now) {
        long left = Freshness.left(cache, name, now);
        return left == Long.MAX_VALUE ? left : left - keptStale;
    }

    /**
     * Removes one; may block.
     *
     * @return whether there was one
     * @throws CacheException when the cache cannot do that now
     */
    boolean remove(QuestionName name) {
        CacheManager caches = manager.get();
        Cache<Object, Object> cache = caches.getCache(ChatResource.CACHE);
        if (cache == null) {
            try {
                cache = caches.createCache(ChatResource.CACHE, new MutableConfiguration<>());
            } catch (CacheException e) {
                // Another thread may have been first.
                cache = caches.getCache(ChatResource.CACHE);
                if (cache == null) {
                    throw e;
                }
            }
        }
        return cache.remove(name);
    }
}
