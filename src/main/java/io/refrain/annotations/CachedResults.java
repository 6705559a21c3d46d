package io.refrain.annotations;

import io.refrain.annotations.InFlight.Call;
import io.refrain.internal.flight.Turn;
import io.refrain.internal.flight.Turns;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.InvocationContext;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/** Get, proceed, put for methods that return their result. Safe for use by several threads at once. */
@Singleton
class CachedResults {
    private final InFlight inFlight = new InFlight();
    private final ResultStore store;
    private final boolean collapse = AnnotationSettings.collapse();

    @Inject
    CachedResults(ResultStore store) {
        this.store = store;
    }

    /** The result of the method, from the cache, from an equal call under way or from the method itself. */
    @Nullable
    Object call(InvocationContext context, Invocation<CacheResult> invocation) {
        GeneratedCacheKey key = invocation.key();
        Lookup lookup = store.lookup(invocation, key, store.directive(invocation, key));
        long landed = inFlight.landed();
        Answer kept = store.find(lookup);
        if (kept != null) {
            store.observed(invocation, CacheResultOutcome.HIT);
            return kept.get();
        }
        store.beforeCall(lookup);
        if (!collapse || lookup.standsAlone()) {
            return run(context, lookup).own().get();
        }
        Call call = lookup.call();
        InFlight.Led own = new InFlight.Led(lookup.directive());
        InFlight.Led flight = inFlight.join(call, own);
        if (flight == own) {
            Turns<Object> turns = lookup.turns();
            Outcome outcome;
            if (turns != null) {
                outcome = takeTurns(context, lookup, turns);
            } else {
                outcome = landed == inFlight.landed() ? run(context, lookup) : findOrRun(context, lookup);
            }
            inFlight.land(call, own, outcome.shared());
            return outcome.own().get();
        }
        lookup.directive().joins(flight.leading());
        Answer shared = inFlight.await(flight);
        if (shared == null) {
            return run(context, lookup).own().get();
        }
        if (shared.isInterruption()) {
            // It was the other caller who was interrupted, not this one.
            return call(context, invocation);
        }
        return store.share(lookup, shared).get();
    }

    private Outcome findOrRun(InvocationContext context, Lookup lookup) {
        try {
            Answer kept = store.find(lookup);
            if (kept != null) {
                store.observed(lookup.invocation(), CacheResultOutcome.HIT);
                return new Outcome(kept, kept);
            }
        } catch (Throwable e) {
            return Outcome.failed(e);
        }
        return run(context, lookup);
    }

    /** Another process may make the call. */
    private Outcome takeTurns(InvocationContext context, Lookup lookup, Turns<Object> turns) {
        Turn<Answer> turn;
        try {
            turn = turns.await(lookup.key(), () -> store.findNow(lookup));
        } catch (Throwable e) {
            return Outcome.failed(e);
        }
        Answer found = turn.found();
        if (found != null) {
            store.found(lookup, turn);
            return new Outcome(found, found);
        }
        try {
            return turn.within(() -> run(context, lookup));
        } finally {
            turn.lease().release();
        }
    }

    /** Never throws, so that those who wait for the answer get one. */
    private Outcome run(InvocationContext context, Lookup lookup) {
        Answer answer;
        try {
            answer = Answer.returned(context.proceed());
        } catch (Throwable e) {
            answer = Answer.failed(e);
        }
        try {
            return new Outcome(answer, store.keep(lookup, answer));
        } catch (Throwable e) {
            return Outcome.failed(e);
        }
    }

    /** What those get who have joined the call, and what the one gets who made it. Immutable. */
    private record Outcome(Answer shared, Answer own) {
        static Outcome failed(Throwable failure) {
            Answer answer = Answer.failed(failure);
            return new Outcome(answer, answer);
        }
    }
}
