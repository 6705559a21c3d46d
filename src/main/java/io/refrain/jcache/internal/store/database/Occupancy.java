package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.database.row.Amount;
import io.refrain.jcache.internal.store.database.row.CacheRange;
import io.refrain.jcache.internal.store.database.row.RowHead;
import io.refrain.jcache.internal.store.database.row.Statements;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much there is in one cache, what is pending included. It is counted once, and from then on kept up by what is put and dropped; of a large cache, a part is counted, since the ids of rows are
 * spread evenly. Safe for use by several threads at once.
 *
 * <p>Who puts without having looked what was there counts as one more. So the number is never too low, and is counted anew when it comes near the bound; from half the bound on, everybody
 * looks.
 */
final class Occupancy {
    /** At least up to so many rows are counted exactly; of a cache with many more, a part with about twice as many is counted. */
    static final int COUNTED = 10_000;

    private static final int SAMPLE = 64;

    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /** What is counted in these already, but may not be committed yet. */
    private final AtomicLong rowsUnderWay = new AtomicLong();

    private final AtomicLong bytesUnderWay = new AtomicLong();

    /** Whether it was ever counted. */
    private volatile boolean known;

    /** Whether somebody has put without having looked since it was counted. */
    private volatile boolean uncertain;

    /** Nothing is known any more. */
    void forget() {
        known = false;
    }

    /** There is nothing. */
    void cleared() {
        rows.set(0);
        bytes.set(0);
        known = true;
        uncertain = false;
    }

    /** So much is about to be put and committed. */
    void begin(Amount put) {
        rowsUnderWay.addAndGet(put.rows());
        bytesUnderWay.addAndGet(put.bytes());
    }

    /** It is committed, or never will be. */
    void end(Amount put) {
        rowsUnderWay.addAndGet(-put.rows());
        bytesUnderWay.addAndGet(-put.bytes());
    }

    /** An entry was put where there was none. */
    void added(long entryBytes) {
        rows.incrementAndGet();
        bytes.addAndGet(entryBytes);
    }

    /** An entry was put, and nobody knows what was there. */
    void perhapsAdded(long entryBytes) {
        uncertain = true;
        added(entryBytes);
    }

    /** An entry was put in the place of another. */
    void replaced(long bytesBefore, long entryBytes) {
        bytes.addAndGet(entryBytes - bytesBefore);
    }

    /** Entries were dropped. */
    void removed(long entries, long ofBytes) {
        rows.addAndGet(-entries);
        bytes.addAndGet(-ofBytes);
    }

    Amount amount() {
        return new Amount(Math.max(0, rows.get()), Math.max(0, bytes.get()));
    }

    boolean isKnown() {
        return known;
    }

    /** Whether what is put must be told apart from what is replaced, and what is read be remembered. */
    boolean isCrowded(Bounds bounds) {
        return rows.get() >= bounds.maxEntries() / 2 || bytes.get() >= bounds.maxBytes() / 2;
    }

    /** Whether there is too much, as far as is known. */
    boolean isBeyond(Bounds bounds) {
        return rows.get() > bounds.maxEntries() || bytes.get() > bounds.maxBytes();
    }

    /** Whether it should be counted before anything is done for it. */
    boolean isDoubtful() {
        return !known || uncertain;
    }

    /** Counts; what is pending should have been committed shortly before. What is put meanwhile may be counted twice, but not left out. */
    void count(Statements statements, CacheRange range) {
        uncertain = false;
        Amount before = new Amount(rows.get() - rowsUnderWay.get(), bytes.get() - bytesUnderWay.get());
        Amount counted = amount(statements, range);
        rows.addAndGet(counted.rows() - before.rows());
        bytes.addAndGet(counted.bytes() - before.bytes());
        known = true;
    }

    private static Amount amount(Statements statements, CacheRange range) {
        long span = range.last() - range.first();
        long from = ThreadLocalRandom.current().nextLong(span / 2);
        List<RowHead> sample = statements.heads(range.first() + from, range.last(), SAMPLE);
        if (sample.size() == SAMPLE) {
            double density = SAMPLE / (double) (sample.get(SAMPLE - 1).id() - range.first() - from);
            // Counting a little more than would be enough costs less than a second attempt.
            long width = (long) (2 * COUNTED / density);
            if (width < span / 2) {
                long slice = ThreadLocalRandom.current().nextLong(span - width);
                Amount part = statements.amount(range.first() + slice, range.first() + slice + width);
                double times = span / (double) width;
                return new Amount((long) (part.rows() * times), (long) (part.bytes() * times));
            }
        }
        return statements.amount(range.first(), range.last());
    }
}
