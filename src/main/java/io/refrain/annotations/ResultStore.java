package io.refrain.annotations;

import io.refrain.annotations.CacheOperation.ThrowableFilter;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.cache.Cache;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/**
 * Finds and keeps results without ever failing the call: a cache that fails to answer is a miss, and one that fails to store is
 * told to the observers. Safe for use by several threads at once.
 */
@Singleton
class ResultStore {
    private static final Logger LOG = System.getLogger(ResultStore.class.getName());

    private final Set<Trouble> logged = ConcurrentHashMap.newKeySet();
    private final Instance<ResultGate> gateBeans;
    private final Instance<CacheResultObserver> observerBeans;

    // Asked for when first used: a gate may itself have methods that are cached.
    private volatile @Nullable List<ResultGate> gates;
    private volatile @Nullable List<CacheResultObserver> observers;

    @Inject
    ResultStore(@Any Instance<ResultGate> gateBeans, @Any Instance<CacheResultObserver> observerBeans) {
        this.gateBeans = gateBeans;
        this.observerBeans = observerBeans;
    }

    /**
     * Where to look for the result of a call; nowhere when the cache cannot be had, for instance because its file cannot be
     * opened.
     *
     * @throws CacheAnnotationException when it is the application that has to be changed
     */
    Lookup lookup(Invocation<CacheResult> invocation, GeneratedCacheKey key) {
        try {
            return Lookup.of(invocation, key);
        } catch (CacheAnnotationException e) {
            throw e;
        } catch (RuntimeException e) {
            failed("open", invocation.getCacheName(), e);
            return new Lookup(invocation, key, null, null);
        }
    }

    /** What the caches have for a call; null for a miss. */
    @Nullable
    Answer find(Lookup lookup) {
        Object value = get(lookup.cache(), lookup.key());
        if (value != null) {
            return Answer.returned(value);
        }
        if (get(lookup.exceptionCache(), lookup.key()) instanceof Throwable failure) {
            return Answer.failed(failure);
        }
        return null;
    }

    // Errors are caught as well: what cannot be serialised fails with one in a native executable, or by its depth.
    private @Nullable Object get(@Nullable Cache<Object, ?> cache, Object key) {
        if (cache == null) {
            return null;
        }
        try {
            return cache.get(key);
        } catch (RuntimeException | Error e) {
            failed("get from", cache.getName(), e);
            return null;
        }
    }

    /** Stores what a method came to, as far as it may be, and tells the observers. */
    void keep(Lookup lookup, Answer answer) {
        observed(lookup.invocation(), stored(lookup, answer));
    }

    private CacheResultOutcome stored(Lookup lookup, Answer answer) {
        Throwable failure = answer.failure();
        if (failure != null) {
            Cache<Object, Throwable> exceptions = lookup.exceptionCache();
            ThrowableFilter throwables = lookup.invocation().operation().throwables();
            // An error says more about the process than about the call: it is kept only where it was named.
            boolean keepable = failure instanceof Exception || throwables.includes(failure);
            if (exceptions != null && keepable && throwables.accepts(failure)) {
                put(exceptions, lookup.key(), failure);
            }
            return CacheResultOutcome.NOT_STORED;
        }
        Object value = answer.value();
        if (value == null || !admitted(lookup.invocation(), value)) {
            return CacheResultOutcome.NOT_STORED;
        }
        return put(lookup.cache(), lookup.key(), value) ? CacheResultOutcome.STORED : CacheResultOutcome.STORE_FAILED;
    }

    private <V> boolean put(@Nullable Cache<Object, V> cache, Object key, V value) {
        if (cache == null) {
            return false;
        }
        try {
            cache.put(key, value);
            return true;
        } catch (RuntimeException | Error e) {
            failed("put into", cache.getName(), e);
            return false;
        }
    }

    private boolean admitted(CacheInvocationContext<CacheResult> invocation, Object result) {
        List<ResultGate> all = gates;
        if (all == null) {
            all = gateBeans.stream().toList();
            gates = all;
        }
        for (ResultGate gate : all) {
            try {
                if (!gate.admits(invocation, result)) {
                    return false;
                }
            } catch (RuntimeException e) {
                // What nobody vouched for is not stored.
                failed("ask a gate of", invocation.getCacheName(), e);
                return false;
            }
        }
        return true;
    }

    void observed(CacheInvocationContext<CacheResult> invocation, CacheResultOutcome outcome) {
        List<CacheResultObserver> all = observers;
        if (all == null) {
            all = observerBeans.stream().toList();
            observers = all;
        }
        for (CacheResultObserver observer : all) {
            try {
                observer.observed(invocation, outcome);
            } catch (RuntimeException e) {
                failed("tell an observer of", invocation.getCacheName(), e);
            }
        }
    }

    /** Logs a failure once for each cache and class of exception, since it is likely to come again with each call. */
    void failed(String what, String cache, Throwable failure) {
        if (logged.add(new Trouble(what, cache, failure.getClass()))) {
            LOG.log(
                    Level.WARNING,
                    () -> "Failed to " + what + " cache \"" + cache
                            + "\"; the call goes on, and further failures of this kind are not logged",
                    failure);
        }
    }

    private record Trouble(String what, String cache, Class<?> failure) {}
}
