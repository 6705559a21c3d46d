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
    /** How many go with a write, besides as many as it changes. */
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

    /** @param size how many rows there are, which this changes */
    Housekeeping(String cache, Bounds bounds, LongConsumer evictions, InstantSource clock, AtomicLong size) {
        this.cache = cache;
        this.bounds = bounds;
        this.evictions = evictions;
        this.clock = clock;
        this.size = size;
    }

    /** What goes along with one write. */
    Round round() {
        return new Round();
    }

    /** Drops all rows, in steps. */
    void clear(Writer writer) {
        int dropped = CLEARED_AT_ONCE;
        while (dropped == CLEARED_AT_ONCE) {
            dropped = writer.write(session -> session.dropLeastRecentlyUsed(cache, CLEARED_AT_ONCE));
            size.addAndGet(-dropped);
        }
    }

    /** What goes along with one write, which may be run again when it failed. For one write. */
    final class Round {
        private long counted;
        private int evicted;

        /**
         * Tidies up, within the transaction of the write.
         *
         * @param changed how many rows were written
         * @param added by how much that raised their number
         */
        void run(RowSession session, int changed, int added) {
            undo();
            // Counted before the commit, so that those written in the same transaction do not evict for the same
            // excess.
            long excess = size.get() + added - bounds.maxEntries();
            evicted = excess <= 0
                    ? 0
                    : session.dropLeastRecentlyUsed(cache, (int) Math.min(excess, (long) EVICTED_AT_ONCE + changed));
            boolean sweeps = writes.incrementAndGet() % WRITES_PER_SWEEP == 0;
            int swept = sweeps ? session.dropExpired(cache, clock.millis(), SWEPT_AT_ONCE) : 0;
            counted = (long) added - evicted - swept;
            size.addAndGet(counted);
        }

        /** The write failed. */
        void undo() {
            size.addAndGet(-counted);
            counted = 0;
            evicted = 0;
        }

        /** The write was committed. */
        void done() {
            if (evicted > 0) {
                evictions.accept(evicted);
            }
        }
    }
}
