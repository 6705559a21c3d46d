package io.refrain.annotations;

import io.refrain.annotations.InFlight.Call;
import io.refrain.internal.flight.Turns;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import javax.cache.Cache;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/**
 * Get, proceed, put for methods whose result completes later. What may block is done on the calling thread only if that may block.
 * Safe for use by several threads at once.
 */
@Singleton
class AsyncResults {
    private final InFlight inFlight = new InFlight();
    private final ResultStore store;
    private final CallerThreads threads;
    private final boolean collapse = AnnotationSettings.collapse();

    @Inject
    AsyncResults(ResultStore store, CallerThreads threads) {
        this.store = store;
        this.threads = threads;
    }

    /**
     * The result of the method, from the cache, from an equal call under way or from the method itself.
     *
     * @param method calls the method
     * @return completed already when the cache has the result in reach of the calling thread; cancelling it cancels nothing else
     */
    CompletableFuture<@Nullable Object> call(
            Invocation<CacheResult> invocation,
            GeneratedCacheKey key,
            Callable<? extends @Nullable CompletionStage<?>> method) {
        CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
        CacheResultDirective directive = store.directive(invocation, key);
        if (!threads.caller().mayBlock()) {
            Object value = inMemory(invocation, key, directive);
            if (value != null) {
                store.observed(invocation, CacheResultOutcome.HIT);
                result.complete(value);
                return result;
            }
        }
        threads.run(() -> findOrCall(store.lookup(invocation, key, directive), method, result))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        result.completeExceptionally(failure);
                    }
                });
        return result;
    }

    private @Nullable Object inMemory(
            Invocation<CacheResult> invocation, GeneratedCacheKey key, CacheResultDirective directive) {
        // Until a cache has been resolved once, resolving it may open a file.
        if (invocation.getCacheAnnotation().skipGet()
                || !directive.looksUp()
                || !invocation.operation().isResolved()) {
            return null;
        }
        try {
            Cache<Object, Object> cache = invocation.operation().cache(invocation);
            Object value = threads.caller().getWithoutBlocking(cache, key);
            return value != null && store.takes(directive, cache, value) ? value : null;
        } catch (RuntimeException | Error e) {
            store.failed("get from", invocation.getCacheName(), e);
            return null;
        }
    }

    private void findOrCall(
            Lookup lookup,
            Callable<? extends @Nullable CompletionStage<?>> method,
            CompletableFuture<@Nullable Object> result) {
        long landed = inFlight.landed();
        Answer kept = store.find(lookup);
        if (kept != null) {
            store.observed(lookup.invocation(), CacheResultOutcome.HIT);
            kept.complete(result);
            return;
        }
        store.beforeCall(lookup);
        BiConsumer<Answer, Answer> alone = (shared, own) -> own.complete(result);
        if (!collapse || lookup.standsAlone()) {
            run(lookup, method, alone);
            return;
        }
        Call call = lookup.call();
        InFlight.Led own = new InFlight.Led(lookup.directive());
        InFlight.Led flight = inFlight.join(call, own);
        if (flight == own) {
            BiConsumer<Answer, Answer> land = (shared, mine) -> {
                inFlight.land(call, own, shared);
                mine.complete(result);
            };
            Turns<Object> turns = lookup.turns();
            if (turns != null) {
                takeTurns(lookup, method, turns, own, land);
                return;
            }
            try {
                lead(lookup, method, landed, land);
            } catch (Throwable e) {
                both(land, Answer.failed(e));
            }
            own.returned();
        } else if (flight.isRunByCaller()) {
            run(lookup, method, alone);
        } else {
            lookup.directive().joins(flight.leading());
            var unused = flight.answer()
                    .thenAccept(answer -> store.share(lookup, answer).complete(result));
        }
    }

    /** Another process may make the call. Nobody waits for it with a thread. */
    private void takeTurns(
            Lookup lookup,
            Callable<? extends @Nullable CompletionStage<?>> method,
            Turns<Object> turns,
            InFlight.Led own,
            BiConsumer<Answer, Answer> land) {
        own.returned();
        var unused = turns.take(
                        lookup.key(),
                        () -> store.findNow(lookup),
                        threads.caller().workers(),
                        Turns.FOREVER)
                .thenAccept(turn -> {
                    own.goesOn();
                    Answer found = turn.found();
                    if (found == null) {
                        turn.within(() -> {
                            run(lookup, method, (shared, mine) -> {
                                turn.lease().release();
                                land.accept(shared, mine);
                            });
                            return true;
                        });
                    } else {
                        store.found(lookup, turn);
                        both(land, found);
                    }
                    own.returned();
                })
                .exceptionally(e -> {
                    both(land, Answer.failed(Stages.unwrapped(e)));
                    return null;
                });
    }

    private void lead(
            Lookup lookup,
            Callable<? extends @Nullable CompletionStage<?>> method,
            long landed,
            BiConsumer<Answer, Answer> then) {
        if (landed != inFlight.landed()) {
            Answer kept = store.find(lookup);
            if (kept != null) {
                store.observed(lookup.invocation(), CacheResultOutcome.HIT);
                both(then, kept);
                return;
            }
        }
        run(lookup, method, then);
    }

    /** Comes to an answer whatever happens, since others may wait for it: for those who have joined, and for the one who called. */
    private void run(
            Lookup lookup, Callable<? extends @Nullable CompletionStage<?>> method, BiConsumer<Answer, Answer> then) {
        var unused = Stages.started(method)
                .thenAccept(answer -> keep(lookup, answer, then))
                .exceptionally(e -> {
                    both(then, Answer.failed(e));
                    return null;
                });
    }

    private void keep(Lookup lookup, Answer answer, BiConsumer<Answer, Answer> then) {
        AtomicReference<Answer> own = new AtomicReference<>(answer);
        threads.run(() -> own.set(store.keep(lookup, answer))).whenComplete((done, failure) -> {
            if (failure instanceof RejectedExecutionException rejected) {
                store.failed("put into", lookup.invocation().getCacheName(), rejected);
                store.observed(lookup.invocation(), CacheResultOutcome.STORE_FAILED);
                both(then, answer);
            } else if (failure == null) {
                then.accept(answer, own.get());
            } else {
                both(then, Answer.failed(failure));
            }
        });
    }

    private static void both(BiConsumer<Answer, Answer> then, Answer answer) {
        then.accept(answer, answer);
    }
}
