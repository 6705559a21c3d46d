package io.refrain.chat;

import io.refrain.annotations.ApplicationCaches;
import io.refrain.quarkus.ChatConfig;
import io.refrain.quarkus.Freshness;
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
    long freshFor(Cache<?, ?> cache, QuestionName name, StoredAnswer answer, long now) {
        long left = Freshness.left(cache, name, answer.createdAt(), now);
        return left == Long.MAX_VALUE ? left : left - keptStale;
    }

    /**
     * Removes one; may block.
     *
     * @return whether there was one
     * @throws CacheException when the cache cannot do that now
     */
    boolean remove(QuestionName name) {
        return cache(manager.get()).remove(name);
    }

    /** The cache of the answers, as the first question would open it; may block. */
    static Cache<Object, Object> cache(CacheManager caches) {
        return ApplicationCaches.cache(caches, ChatResource.CACHE, new MutableConfiguration<>());
    }
}
