package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.Bounds;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/**
 * Keeps one cache within its bounds, a little with each write: when it has too many rows or bytes, the least recently used go; now and then some
 * that have expired. Each statement goes by an index and touches a bounded number of rows. Safe for use by several threads at once.
 */
final class Housekeeping {
    /** How many go with a write, besides as many as it changes. */
    private static final int EVICTED_AT_ONCE = 64;

    /** How many may go with a write when they are small and it is big. */
    private static final int EVICTED_AT_MOST = 1_024;

    private static final long SAME_ACCESS_MILLIS = 60_000;

    /** Which part of a cache may go for one write. */
    private static final int SMALL_PART = 4;

    private static final int SWEPT_AT_ONCE = 64;

    /** How many go in the background at a time, so that no write waits for them for long. */
    private static final int SWEPT_IN_BACKGROUND = 128;

    private static final int CLEARED_AT_ONCE = 1_000;
    private static final int WRITES_PER_SWEEP = 16;

    /** When pages are given back, how many, and how often it is looked whether there are any. */
    private static final int WRITES_PER_GIVING_BACK = 64;

    private static final int PAGES_GIVEN_BACK = 64;

    /** So many pages that nothing is in stay for what comes. */
    private static final int PAGES_KEPT = 256;

    private final String cache;
    private final Bounds bounds;
    private final LongConsumer evictions;
    private final InstantSource clock;
    private final AtomicInteger writes = new AtomicInteger();

    /** Whether the cache is half full: until then it makes no difference what was accessed when. */
    private volatile boolean crowded;

    Housekeeping(String cache, Bounds bounds, LongConsumer evictions, InstantSource clock) {
        this.cache = cache;
        this.bounds = bounds;
        this.evictions = evictions;
        this.clock = clock;
    }

    /** Whether a row is bigger than the whole cache may be. */
    boolean isTooBig(EntryRow row) {
        return row.byteSize > bounds.maxBytes();
    }

    /**
     * Drops some of the least recently used rows, since there is no room for others; not a large part of the cache for the sake of one big row.
     *
     * @param needed how many bytes
     * @return whether there was anything to drop
     */
    boolean makeRoom(Writer writer, long needed) {
        Amount gone = writer.write(session -> session.total(cache).bytes() / SMALL_PART < needed
                ? Amount.NOTHING
                : session.dropLeastRecentlyUsed(cache, new Amount(EVICTED_AT_ONCE, 2 * needed), EVICTED_AT_MOST));
        if (gone.rows() > 0) {
            evictions.accept(gone.rows());
        }
        return gone.rows() > 0;
    }

    /**
     * Since when a row must have been accessed to keep its place in the order of the last accesses when it is accessed now: for a minute, as the times of files
     * do under Linux's {@code relatime}, and as long as there is plenty of room.
     */
    long sameAccessSince(long now) {
        return crowded ? now - SAME_ACCESS_MILLIS : Long.MIN_VALUE;
    }

    /** What goes along with one write. */
    Round round() {
        return new Round();
    }

    /** Drops all rows, in steps. */
    void clear(Writer writer) {
        boolean more = true;
        while (more) {
            more = writer.write(session -> {
                Amount gone = session.dropLeastRecentlyUsed(cache, Amount.EVERYTHING, CLEARED_AT_ONCE);
                session.giveBackLater(PAGES_GIVEN_BACK);
                session.forgetTotal(cache);
                return gone.rows() == CLEARED_AT_ONCE;
            });
        }
    }

    /** Drops some of what has expired, and gives back some of the space; gives whether there may be more. */
    boolean sweep(Writer writer) {
        return writer.write(session -> {
            boolean moreExpired =
                    session.dropExpired(cache, clock.millis(), SWEPT_IN_BACKGROUND) == SWEPT_IN_BACKGROUND;
            boolean moreFree = session.freePages() > PAGES_KEPT;
            if (moreFree) {
                session.giveBackLater(PAGES_GIVEN_BACK);
            }
            return moreExpired || moreFree;
        });
    }

    /** What goes along with one write, which may be run again when it failed. For one write. */
    final class Round {
        private long evicted;
        private boolean moreExpired;

        /** Whether there may be more that has expired than went along. */
        boolean hasMoreExpired() {
            return moreExpired;
        }

        /**
         * Tidies up, within the transaction of the write.
         *
         * @param changed how many rows were written
         */
        void run(RowSession session, int changed) {
            evicted = evict(session, changed);
            int turn = writes.incrementAndGet();
            if (turn % WRITES_PER_SWEEP == 0) {
                moreExpired = session.dropExpired(cache, clock.millis(), SWEPT_AT_ONCE) == SWEPT_AT_ONCE;
            }
            if (turn % WRITES_PER_GIVING_BACK == 0) {
                session.giveBackLater(PAGES_GIVEN_BACK);
            }
        }

        private long evict(RowSession session, int changed) {
            Amount total = session.total(cache);
            crowded = total.rows() >= bounds.maxEntries() / 2 || total.bytes() >= bounds.maxBytes() / 2;
            Amount excess = total.beyond(bounds.maxEntries(), bounds.maxBytes());
            int most = excess.bytes() > 0 ? EVICTED_AT_MOST : EVICTED_AT_ONCE + changed;
            Amount gone =
                    excess.equals(Amount.NOTHING) ? Amount.NOTHING : session.dropLeastRecentlyUsed(cache, excess, most);
            if (total.isWrong() || !gone.covers(excess) && gone.rows() < most) {
                session.count(cache);
            }
            return gone.rows();
        }

        /** The write was committed. */
        void done() {
            if (evicted > 0) {
                evictions.accept(evicted);
            }
        }
    }
}
