package io.refrain.gateway;

import io.refrain.annotations.ApplicationCaches;
import io.refrain.internal.flight.Turn;
import io.refrain.internal.flight.Turns;
import io.refrain.jcache.RefrainCache;
import io.refrain.quarkus.Freshness;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The stored answers. A cache that fails is never the reason that a question fails: what cannot be read is not there, and what cannot be written is
 * passed on all the same. Safe for use by several threads at once.
 */
final class ReplyCache {
    /** The name of the cache. */
    static final String NAME = "gateway";

    private static final Logger LOG = Logger.getLogger("io.refrain.gateway");

    private final Supplier<CacheManager> manager;
    private final Executor workers;
    private final long keptStale;
    private volatile @Nullable Cache<String, StoredReply> opened;

    /**
     * Opens nothing yet.
     *
     * @param manager has the cache
     * @param workers for what may block
     * @param keptStale for how long what has expired is kept
     */
    ReplyCache(Supplier<CacheManager> manager, Executor workers, Duration keptStale) {
        this.manager = manager;
        this.workers = workers;
        this.keptStale = keptStale.toMillis();
    }

    /** What the heap has; null when it has nothing, or that cannot be told without blocking. */
    @Nullable
    StoredReply onHeap(String key) {
        try {
            return opened instanceof RefrainCache<String, StoredReply> own ? own.getWithoutBlocking(key) : null;
        } catch (RuntimeException e) {
            LOG.warn("The cache failed; the upstream is asked", e);
            return null;
        }
    }

    /** What there is; completes on a worker. */
    CompletableFuture<Optional<StoredReply>> find(String key) {
        return CompletableFuture.supplyAsync(() -> Optional.ofNullable(open().get(key)), workers)
                .exceptionally(e -> {
                    LOG.warn("The cache failed; the upstream is asked", e);
                    return Optional.empty();
                });
    }

    /** What there is of several; completes on a worker. */
    CompletableFuture<Map<String, StoredReply>> findAll(Collection<String> keys) {
        return CompletableFuture.supplyAsync(() -> open().getAll(new HashSet<>(keys)), workers)
                .exceptionally(e -> {
                    LOG.warn("The cache failed; the upstream is asked", e);
                    return Map.of();
                });
    }

    /**
     * Stores an answer; may block.
     *
     * @return whether it was stored
     */
    boolean store(String key, StoredReply reply) {
        try {
            open().put(key, reply);
            return true;
        } catch (RuntimeException e) {
            LOG.warn("The cache failed to store an answer, which is passed on", e);
            return false;
        }
    }

    /**
     * Waits for this process's turn to ask a question, without a thread.
     *
     * @param takes whether what is found will do
     * @param patience after so long, it is its turn
     * @return done on a thread that may block; null where no other process takes part
     */
    @Nullable
    CompletableFuture<Turn<StoredReply>> turn(Question question, Predicate<StoredReply> takes, Duration patience) {
        Cache<String, StoredReply> cache = opened;
        Turns<String> turns = cache == null ? null : Turns.of(cache);
        if (cache == null || turns == null) {
            return null;
        }
        Supplier<@Nullable StoredReply> look = () -> now(cache, question, takes);
        return CompletableFuture.supplyAsync(() -> turns.take(question.key(), look, workers, patience), workers)
                .thenCompose(turn -> turn);
    }

    /** What there is by now, which there was not before: that is not counted again. */
    private static @Nullable StoredReply now(
            Cache<String, StoredReply> cache, Question question, Predicate<StoredReply> takes) {
        try {
            EmbeddingItems items = question.items();
            StoredReply found;
            if (items == null) {
                found = cache.containsKey(question.key()) ? cache.get(question.key()) : null;
            } else {
                boolean all = items.keys().stream().allMatch(cache::containsKey);
                EmbeddingItems known = items.with(all ? cache.getAll(new HashSet<>(items.keys())) : Map.of());
                found = known.isComplete() ? known.together(Map.of()) : null;
            }
            return found != null && takes.test(found) ? found : null;
        } catch (RuntimeException e) {
            LOG.warn("The cache failed; the upstream is asked", e);
            return null;
        }
    }

    /** For how many milliseconds a stored answer is fresh: zero or less when it is stale, {@link Long#MAX_VALUE} for always. */
    long freshFor(String key, Instant createdAt, long now) {
        Cache<String, StoredReply> cache = opened;
        long left = cache == null ? Long.MAX_VALUE : Freshness.left(cache, key, createdAt, now);
        return left == Long.MAX_VALUE ? left : left - keptStale;
    }

    /** For as long as it is open; may block. */
    Cache<String, StoredReply> open() {
        Cache<String, StoredReply> known = opened;
        if (known == null || known.isClosed()) {
            known = ApplicationCaches.cache(
                    manager.get(),
                    NAME,
                    new MutableConfiguration<String, StoredReply>().setTypes(String.class, StoredReply.class));
            opened = known;
        }
        return known;
    }
}
