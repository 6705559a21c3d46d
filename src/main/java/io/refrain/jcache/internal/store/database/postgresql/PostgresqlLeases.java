package io.refrain.jcache.internal.store.database.postgresql;

import io.refrain.internal.flight.Leases;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.database.LibraryThread;
import io.refrain.jcache.internal.store.database.postgresql.LeaseTable.Held;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The leases of rows that this process has, and who in it waits for those of others. What it has it renews until it is released, so that a short time limit does for long calls. Who waits is
 * woken by a notification or, where that is lost, by time. Safe for use by several threads at once.
 */
final class PostgresqlLeases implements Leases<Long>, AutoCloseable {
    private static final Logger LOG = System.getLogger(PostgresqlLeases.class.getName());

    /** So often within its time limit a lease is renewed. */
    private static final int RENEWALS = 3;

    private final LeaseTable table;
    private final Duration limit;
    private final Duration poll;
    private final AtomicLong holder;
    private final Map<Long, Held> held = new ConcurrentHashMap<>();
    private final Map<Long, Set<CompletableFuture<Void>>> waiting = new ConcurrentHashMap<>();
    private final Queue<Held> released = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean renewing = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor executor = LibraryThread.executor("refrain leases");
    private volatile boolean closed;

    /**
     * @param origin which of all processes this is
     * @param limit how long a lease is kept for a process that does not renew it
     * @param poll how long one waits at most before one asks again
     */
    PostgresqlLeases(LeaseTable table, long origin, Duration limit, Duration poll) {
        this.table = table;
        this.limit = limit;
        this.poll = poll;
        this.holder = new AtomicLong(origin);
    }

    @Override
    public Duration limit() {
        return limit;
    }

    /** {@inheritDoc} What this process has keeps nobody in it from anything: that may be a call within the call. */
    @Override
    public Claim claim(Long id) {
        if (closed || held.containsKey(id)) {
            return Lease.NOMINAL;
        }
        // Before it is asked for, so that its release is not missed.
        CompletableFuture<Void> over = await(id);
        boolean refused = false;
        try {
            Held mine = new Held(id, holder.incrementAndGet());
            if (table.claim(mine, limit)) {
                held.put(id, mine);
                keepRenewing();
                return (Lease) () -> release(mine);
            }
            refused = true;
        } finally {
            if (!refused) {
                over.complete(null);
            }
        }
        return new Refusal(over.completeOnTimeout(null, poll.toNanos(), TimeUnit.NANOSECONDS));
    }

    private CompletableFuture<Void> await(long id) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        waiting.compute(id, (key, others) -> {
            Set<CompletableFuture<Void>> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(over);
            return all;
        });
        var unused = over.thenRun(() -> waiting.computeIfPresent(id, (key, all) -> {
            all.remove(over);
            return all.isEmpty() ? null : all;
        }));
        return over;
    }

    /** A process has told that it has released the lease of a row. */
    void released(long id) {
        Set<CompletableFuture<Void>> woken = waiting.get(id);
        if (woken != null) {
            List.copyOf(woken).forEach(over -> over.complete(null));
        }
    }

    private void release(Held mine) {
        if (held.remove(mine.id(), mine)) {
            released.add(mine);
            try {
                executor.execute(this::releaseNow);
            } catch (RejectedExecutionException e) {
                // Who closes this releases it.
            }
        }
    }

    /** All that have lined up, together. */
    private void releaseNow() {
        List<Held> now = new ArrayList<>();
        for (Held next = released.poll(); next != null; next = released.poll()) {
            now.add(next);
        }
        if (!now.isEmpty()) {
            attempt(() -> table.release(now));
        }
    }

    private void keepRenewing() {
        if (renewing.compareAndSet(false, true)) {
            renewLater();
        }
    }

    private void renewLater() {
        try {
            executor.schedule(this::renew, limit.toNanos() / RENEWALS, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // It is closed.
        }
    }

    private void renew() {
        List<Held> mine = List.copyOf(held.values());
        if (!mine.isEmpty()) {
            attempt(() -> table.renew(mine, limit));
            renewLater();
            return;
        }
        renewing.set(false);
        if (!held.isEmpty()) {
            keepRenewing();
        }
    }

    /** What cannot be told, the others see by the time limit. */
    private static void attempt(Runnable telling) {
        try {
            telling.run();
        } catch (StoreException e) {
            LOG.log(Level.DEBUG, "The leases of this process run out in time", e);
        }
    }

    /** Releases all that this process has, and lets go whoever waits. */
    @Override
    public void close() {
        closed = true;
        executor.shutdown();
        held.values().forEach(this::release);
        releaseNow();
        waiting.keySet().forEach(this::released);
    }
}
