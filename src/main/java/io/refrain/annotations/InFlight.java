package io.refrain.annotations;

import io.refrain.internal.flight.Flight;
import io.refrain.internal.flight.Flights;
import io.refrain.internal.flight.Waiting;
import javax.cache.Cache;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/** The calls of methods under way, so that an equal one can wait for what they come to. Safe for use by several threads at once. */
final class InFlight {
    private final Flights<Call, Led> flights = new Flights<>();
    private final Waiting waiting = new Waiting();

    /** How many calls have landed, as in {@link Flights#landed()}. */
    long landed() {
        return flights.landed();
    }

    /** Starts a flight unless one is under way; the answer is {@code own} when it was started. */
    Led join(Call call, Led own) {
        return flights.join(call, own);
    }

    /** Ends a flight; what it came to is stored before, if at all. */
    void land(Call call, Led flight, Answer answer) {
        flights.land(call, flight);
        flight.answer().complete(answer);
    }

    /** Waits for a flight, as in {@link Waiting#await}; null when the caller has to run the method itself. */
    @Nullable
    Answer await(Led flight) {
        return waiting.await(flight);
    }

    /**
     * What makes two calls equal. The cache is the very one, since a resolver may choose among caches of one name, such as those
     * of several tenants. Immutable.
     */
    record Call(CacheOperation<?> operation, @Nullable Cache<?, ?> cache, GeneratedCacheKey key) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Call call
                    && operation == call.operation
                    && cache == call.cache
                    && key.equals(call.key);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(cache) + key.hashCode();
        }
    }

    /** A call under way, and what its first caller asks of the cache. Safe for use by several threads at once. */
    static final class Led extends Flight<Answer> {
        private final CacheResultDirective leading;

        Led(CacheResultDirective leading) {
            this.leading = leading;
        }

        /** Of the caller that runs it. */
        CacheResultDirective leading() {
            return leading;
        }
    }
}
