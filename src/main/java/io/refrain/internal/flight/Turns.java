package io.refrain.internal.flight;

import io.refrain.internal.flight.Leases.Claim;
import io.refrain.internal.flight.Leases.Lease;
import io.refrain.internal.flight.Leases.Refusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Takes turns with other processes in making equal calls: who waits for another's gets its answer from the cache, or his turn when there is none. Who cannot ask for his turn has it. Safe for
 * use by several threads at once.
 *
 * @param <K> the type of keys
 */
public final class Turns<K> {
    private static final Logger LOG = System.getLogger(Turns.class.getName());

    /** Longer than anybody waits for anything. */
    public static final Duration FOREVER = Duration.ofDays(10_000);

    private final Leases<? super K> leases;

    /** @param leases decides whose turn it is */
    public Turns(Leases<? super K> leases) {
        this.leases = leases;
    }

    /** Those of a cache; null where no other process takes part in it, or it knows of none. */
    @SuppressWarnings("unchecked") // A cache's leases are for its keys.
    public static <K> @Nullable Turns<K> of(Cache<K, ?> cache) {
        try {
            Leases<?> leases = cache.unwrap(Leases.class);
            return leases == Leases.NONE ? null : new Turns<>((Leases<K>) leases);
        } catch (RuntimeException | Error e) {
            // Another provider's, which has none, or fails at anything.
            return null;
        }
    }

    /**
     * Waits for one's turn, or the answer, on this thread.
     *
     * @param look into the cache, which is done whenever the answer may be there, and before each call
     * @return the call is also one's own when this thread was interrupted, which it stays, or when it makes a call that others may wait for and has waited long enough: they may wait for
     *     each other
     */
    public <A> Turn<A> await(K key, Supplier<? extends @Nullable A> look) {
        Waiter<A> waiter = new Waiter<>(key, look, FOREVER);
        Turn<A> turn = waiter.ask();
        while (turn == null) {
            try {
                waiter.over().get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return waiter.alone();
            } catch (ExecutionException e) {
                throw new AssertionError("Waiting never fails", e);
            }
            turn = waiter.lookAndAsk();
        }
        return turn;
    }

    /**
     * Waits for one's turn, or the answer, without a thread.
     *
     * @param look into the cache, as in {@link #await}
     * @param workers look and ask; if they take nothing more, the call is one's own
     * @param patience after so long, the call is one's own
     * @return done when it is one's turn or the answer is there, or failed as looking did: already, or later on a thread that may block
     */
    public <A> CompletableFuture<Turn<A>> take(
            K key, Supplier<? extends @Nullable A> look, Executor workers, Duration patience) {
        Waiter<A> waiter = new Waiter<>(key, look, patience);
        CompletableFuture<Turn<A>> turn = new CompletableFuture<>();
        step(waiter, waiter::ask, workers, turn);
        return turn;
    }

    private <A> void step(
            Waiter<A> waiter, Supplier<@Nullable Turn<A>> step, Executor workers, CompletableFuture<Turn<A>> turn) {
        try {
            Turn<A> now = step.get();
            if (now != null) {
                turn.complete(now);
                return;
            }
        } catch (Throwable e) {
            turn.completeExceptionally(e);
            return;
        }
        var unused = waiter.over().thenRun(() -> {
            try {
                workers.execute(() -> step(waiter, waiter::lookAndAsk, workers, turn));
            } catch (RuntimeException e) {
                LOG.log(Level.DEBUG, "No worker is there to look whose turn it is", e);
                turn.completeAsync(waiter::alone);
            }
        });
    }

    private Claim claim(K key) {
        try {
            return leases.claim(key);
        } catch (RuntimeException | Error e) {
            // Also an error of a key that cannot be written, which the cache has told before.
            LOG.log(Level.DEBUG, "Nobody can be asked whose turn it is, so it is everybody's", e);
            return Lease.NOMINAL;
        }
    }

    /** The answer may have been stored since it was looked for. */
    private static <A> Turn<A> decide(Lease lease, boolean waited, Supplier<? extends @Nullable A> look) {
        A found;
        try {
            found = look.get();
        } catch (Throwable e) {
            lease.release();
            throw e;
        }
        if (found == null) {
            return new Turn<>(null, waited, lease);
        }
        lease.release();
        return new Turn<>(found, waited, Lease.NOMINAL);
    }

    /** One who waits for a turn. For one thread after the other. */
    private final class Waiter<A> {
        private final K key;
        private final Supplier<? extends @Nullable A> look;
        private final long end;
        private boolean waited;
        private CompletableFuture<Void> over = CompletableFuture.completedFuture(null);

        Waiter(K key, Supplier<? extends @Nullable A> look, Duration patience) {
            this.key = key;
            this.look = look;
            Duration longest = Turn.isWithin() && leases.limit().compareTo(patience) < 0 ? leases.limit() : patience;
            this.end = System.nanoTime() + longest.toNanos();
        }

        /** Null when another process makes the call. */
        @Nullable
        Turn<A> ask() {
            Claim claim = claim(key);
            if (claim instanceof Lease lease) {
                return decide(lease, waited, look);
            }
            waited = true;
            over = ((Refusal) claim).over();
            return null;
        }

        /** Done when it is time to look and ask again. */
        CompletableFuture<Void> over() {
            return over.completeOnTimeout(null, Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        }

        /** As {@link #ask}, unless the answer is there now. */
        @Nullable
        Turn<A> lookAndAsk() {
            A found = look.get();
            if (found != null) {
                return new Turn<>(found, true, Lease.NOMINAL);
            }
            return end - System.nanoTime() <= 0 ? alone() : ask();
        }

        /** Whatever the others do. */
        Turn<A> alone() {
            return new Turn<>(null, waited, Lease.NOMINAL);
        }
    }
}
