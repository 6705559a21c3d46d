package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.Bounds;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Keeps one cache within its bounds, a little with each write: when it has too many rows, the least recently used go; now and then some that
 * have expired. Each statement goes by an index and touches a bounded number of rows. Safe for use by several threads at once.
 */
final class Housekeeping {
    private static final int EVICTED_AT_ONCE = 64;
    private static final int SWEPT_AT_ONCE = 64;
    private static final int CLEARED_AT_ONCE = 1_000;
    private static final int WRITES_PER_SWEEP = 16;

    private final String cache;
    private final Bounds bounds;
    private final LongConsumer evictions;
    private final InstantSource clock;
    private final AtomicLong size;
    private final AtomicInteger writes = new AtomicInteger();

    /** @param size how many rows there are */
    Housekeeping(String cache, Bounds bounds, LongConsumer evictions, InstantSource clock, long size) {
        this.cache = cache;
        this.bounds = bounds;
        this.evictions = evictions;
        this.clock = clock;
        this.size = new AtomicLong(size);
    }

    long size() {
        return Math.max(0, size.get());
    }

    /** Runs within the transaction of a write, before which the size was what {@link #size} says. */
    Tidied tidy(RowSession session) {
        long excess = size() - bounds.maxEntries();
        int evicted = excess <= 0 ? 0 : session.dropLeastRecentlyUsed(cache, (int) Math.min(excess, EVICTED_AT_ONCE));
        boolean sweeps = writes.incrementAndGet() % WRITES_PER_SWEEP == 0;
        return new Tidied(evicted, sweeps ? session.dropExpired(cache, clock.millis(), SWEPT_AT_ONCE) : 0);
    }

    /**
     * Notes that a write was committed.
     *
     * @param added by how much the number of rows grew, besides what was tidied
     */
    void done(Tidied tidied, int added) {
        size.addAndGet(added - tidied.evicted() - tidied.swept());
        if (tidied.evicted() > 0) {
            evictions.accept(tidied.evicted());
        }
    }

    /**
     * What was dropped along with a write.
     *
     * @param evicted to keep the bounds
     * @param swept because it had expired
     */
    record Tidied(int evicted, int swept) {}

    /** Drops some rows; false when there are no more. */
    boolean clear(Writer writer) {
        int dropped = writer.write(session -> session.dropLeastRecentlyUsed(cache, CLEARED_AT_ONCE));
        size.addAndGet(-dropped);
        return dropped == CLEARED_AT_ONCE;
    }
}
