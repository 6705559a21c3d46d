package io.refrain.annotations;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.Cache;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/** The calls under way, so that an equal one can wait for what they come to. Safe for use by several threads at once. */
final class InFlight {
    private final ConcurrentMap<Call, Flight> flights = new ConcurrentHashMap<>();
    private final ConcurrentMap<Thread, Flight> waiting = new ConcurrentHashMap<>();
    private final AtomicLong landed = new AtomicLong();

    /**
     * How many calls have landed. A caller who missed in the cache and then finds nobody under way looks into the cache once more
     * when this has changed since before the miss: the result may have been stored in between.
     */
    long landed() {
        return landed.get();
    }

    /** Starts a flight unless one is under way; the answer is {@code own} when it was started. */
    Flight join(Call call, Flight own) {
        Flight other = flights.putIfAbsent(call, own);
        return other == null ? own : other;
    }

    /** Ends a flight; what it came to is stored before, if at all. */
    void land(Call call, Flight flight, Answer answer) {
        landed.incrementAndGet();
        flights.remove(call, flight);
        flight.answer.complete(answer);
    }

    /**
     * Waits for a flight.
     *
     * @return null when the caller has to run the method itself: the flight waits, directly or through other threads, for the
     *     caller, or the caller was interrupted, which it stays
     */
    @Nullable
    Answer await(Flight flight) {
        Thread caller = Thread.currentThread();
        waiting.put(caller, flight);
        try {
            // Looked at after having been put down as waiting: of two threads about to wait for each other one at least
            // sees it.
            return waitsForCaller(flight) ? null : flight.answer.get();
        } catch (InterruptedException e) {
            caller.interrupt();
            return null;
        } catch (ExecutionException e) {
            throw new AssertionError("A flight lands with an answer, also when the method failed", e);
        } finally {
            waiting.remove(caller);
        }
    }

    private boolean waitsForCaller(Flight flight) {
        Flight next = flight;
        while (next != null) {
            if (next.isRunByCaller()) {
                return true;
            }
            Thread runner = next.runner;
            next = runner == null ? null : waiting.get(runner);
        }
        return false;
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

    /** A call under way. Safe for use by several threads at once. */
    static final class Flight {
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final CacheResultDirective leading;
        private volatile @Nullable Thread runner = Thread.currentThread();

        Flight(CacheResultDirective leading) {
            this.leading = leading;
        }

        /** Whether the current thread is inside the method: an equal call there is a recursion. */
        boolean isRunByCaller() {
            return runner == Thread.currentThread();
        }

        /** Says that the method has returned; what it returned may complete later. */
        void returned() {
            runner = null;
        }

        CompletableFuture<Answer> answer() {
            return answer;
        }

        /** Of the caller that runs it. */
        CacheResultDirective leading() {
            return leading;
        }
    }
}
