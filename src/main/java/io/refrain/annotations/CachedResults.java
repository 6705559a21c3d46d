package io.refrain.annotations;

import io.refrain.annotations.InFlight.Call;
import io.refrain.annotations.InFlight.Flight;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.InvocationContext;
import javax.cache.annotation.CacheResult;
import org.jspecify.annotations.Nullable;

/** Get, proceed, put for methods that return their result. Safe for use by several threads at once. */
@Singleton
class CachedResults {
    private final InFlight inFlight = new InFlight();
    private final ResultStore store;
    private final boolean collapse = CollapseSetting.read();

    @Inject
    CachedResults(ResultStore store) {
        this.store = store;
    }

    /** The result of the method, from the cache, from an equal call under way or from the method itself. */
    @Nullable
    Object call(InvocationContext context, Invocation<CacheResult> invocation) {
        Lookup lookup = store.lookup(invocation, invocation.key());
        if (lookup.standsAlone()) {
            return run(context, lookup).get();
        }
        long landed = inFlight.landed();
        Answer kept = store.find(lookup);
        if (kept != null) {
            store.observed(invocation, CacheResultOutcome.HIT);
            return kept.get();
        }
        if (!collapse) {
            return run(context, lookup).get();
        }
        Call call = lookup.call();
        Flight own = new Flight();
        Flight flight = inFlight.join(call, own);
        if (flight == own) {
            Answer answer = landed == inFlight.landed() ? run(context, lookup) : findOrRun(context, lookup);
            inFlight.land(call, own, answer);
            return answer.get();
        }
        Answer shared = inFlight.await(flight);
        if (shared == null) {
            return run(context, lookup).get();
        }
        if (shared.isInterruption()) {
            // It was the other caller who was interrupted, not this one.
            return call(context, invocation);
        }
        store.observed(invocation, CacheResultOutcome.COLLAPSED);
        return shared.get();
    }

    private Answer findOrRun(InvocationContext context, Lookup lookup) {
        try {
            Answer kept = store.find(lookup);
            if (kept != null) {
                store.observed(lookup.invocation(), CacheResultOutcome.HIT);
                return kept;
            }
        } catch (Throwable e) {
            return Answer.failed(e);
        }
        return run(context, lookup);
    }

    /** Never throws, so that those who wait for the answer get one. */
    private Answer run(InvocationContext context, Lookup lookup) {
        Answer answer;
        try {
            answer = Answer.returned(context.proceed());
        } catch (Throwable e) {
            answer = Answer.failed(e);
        }
        try {
            store.keep(lookup, answer);
            return answer;
        } catch (Throwable e) {
            return Answer.failed(e);
        }
    }
}
