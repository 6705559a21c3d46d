package io.refrain.annotations;

import io.refrain.annotations.CacheOperation.ThrowableFilter;
import io.refrain.internal.flight.Turn;
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

    private static final CacheResultDirective NOTHING_SPECIAL = new CacheResultDirective() {};

    private final Set<Trouble> logged = ConcurrentHashMap.newKeySet();
    private final Instance<ResultGate> gateBeans;
    private final Instance<CacheResultObserver> observerBeans;
    private final Instance<CacheResultDirectives> directiveBeans;

    // Asked for when first used: a gate may itself have methods that are cached.
    private volatile @Nullable List<ResultGate> gates;
    private volatile @Nullable List<CacheResultObserver> observers;
    private volatile @Nullable List<CacheResultDirectives> directives;

    @Inject
    ResultStore(
            @Any Instance<ResultGate> gateBeans,
            @Any Instance<CacheResultObserver> observerBeans,
            @Any Instance<CacheResultDirectives> directiveBeans) {
        this.gateBeans = gateBeans;
        this.observerBeans = observerBeans;
        this.directiveBeans = directiveBeans;
    }

    /** What the caller asks of the cache. */
    CacheResultDirective directive(CacheInvocationContext<CacheResult> invocation, GeneratedCacheKey key) {
        List<CacheResultDirectives> all = directives;
        if (all == null) {
            all = directiveBeans.stream().toList();
            directives = all;
        }
        for (CacheResultDirectives each : all) {
            CacheResultDirective directive = each.of(invocation, key);
            if (directive != null) {
                return directive;
            }
        }
        return NOTHING_SPECIAL;
    }

    /**
     * Where to look for the result of a call; nowhere when the cache cannot be had, for instance because its file cannot be
     * opened.
     *
     * @throws CacheAnnotationException when it is the application that has to be changed
     */
    Lookup lookup(Invocation<CacheResult> invocation, GeneratedCacheKey key, CacheResultDirective directive) {
        try {
            return Lookup.of(invocation, key, directive);
        } catch (CacheAnnotationException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // Of libraries that do not fit each other, errors come.
            failed("open", invocation.getCacheName(), e);
            return new Lookup(invocation, key, directive, null, null);
        }
    }

    /** What the caches have for a call and the caller takes; null for a miss. */
    @Nullable
    Answer find(Lookup lookup) {
        if (!lookup.mayFind()) {
            return null;
        }
        Cache<Object, Object> cache = lookup.cache();
        Object value = get(cache, lookup.key());
        if (cache != null && value != null) {
            return takes(lookup.directive(), cache, value) ? Answer.returned(value) : null;
        }
        if (get(lookup.exceptionCache(), lookup.key()) instanceof Throwable failure) {
            return Answer.failed(failure);
        }
        return null;
    }

    /** As {@link #find}, for who has not found it before: what is still not there is not counted by the cache again. */
    @Nullable
    Answer findNow(Lookup lookup) {
        return has(lookup.cache(), lookup.key()) || has(lookup.exceptionCache(), lookup.key()) ? find(lookup) : null;
    }

    private boolean has(@Nullable Cache<Object, ?> cache, Object key) {
        try {
            return cache != null && cache.containsKey(key);
        } catch (RuntimeException | Error e) {
            failed("look into", cache == null ? "" : cache.getName(), e);
            return false;
        }
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

    /** Whether a caller takes what the cache has. */
    boolean takes(CacheResultDirective directive, Cache<Object, Object> cache, Object value) {
        try {
            return directive.takes(cache, value);
        } catch (RuntimeException e) {
            failed("ask a caller of", cache.getName(), e);
            return false;
        }
    }

    /** Comes before the method is called. Throws what the caller wants instead, if so, and tells the observers. */
    void beforeCall(Lookup lookup) {
        try {
            lookup.directive().beforeCall();
        } catch (RuntimeException e) {
            observed(lookup.invocation(), CacheResultOutcome.NOT_CALLED);
            throw e;
        }
    }

    /**
     * Stores what a method came to, as far as it may be, and tells the observers.
     *
     * @return what the one who called it gets
     */
    Answer keep(Lookup lookup, Answer answer) {
        CacheResultOutcome outcome = stored(lookup, answer);
        return handOver(lookup, answer, outcome);
    }

    /** Tells the observers of what was found when it was one's turn to call, or before. */
    void found(Lookup lookup, Turn<Answer> turn) {
        observed(lookup.invocation(), turn.waited() ? CacheResultOutcome.COLLAPSED : CacheResultOutcome.HIT);
    }

    /** What a caller gets who has joined an equal call; tells the observers. */
    Answer share(Lookup lookup, Answer answer) {
        return handOver(lookup, answer, CacheResultOutcome.COLLAPSED);
    }

    private Answer handOver(Lookup lookup, Answer answer, CacheResultOutcome outcome) {
        Answer kept = answer.failure() == null ? null : kept(lookup, answer.failure());
        observed(lookup.invocation(), kept == null ? outcome : CacheResultOutcome.KEPT);
        return kept == null ? answer : kept;
    }

    /** What the cache still has and the caller takes instead of a failure; null for nothing. */
    private @Nullable Answer kept(Lookup lookup, Throwable failure) {
        Cache<Object, Object> cache = lookup.cache();
        if (cache == null || lookup.directive() == NOTHING_SPECIAL) {
            return null;
        }
        Object value = get(cache, lookup.key());
        try {
            return value != null && lookup.directive().takesInsteadOf(failure, cache, value)
                    ? Answer.returned(value)
                    : null;
        } catch (RuntimeException e) {
            failed("ask a caller of", cache.getName(), e);
            return null;
        }
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
        if (value == null || !lookup.directive().stores() || !admitted(lookup.invocation(), value)) {
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
