package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.row.Amount;
import io.refrain.jcache.internal.store.database.row.CacheRange;
import io.refrain.jcache.internal.store.database.row.Statements;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * How much there is in one cache, what is pending included. It is counted once, and from then on kept up by what is put and dropped; of a large cache, a part is counted, since the ids of rows are
 * spread evenly. Safe for use by several threads at once.
 *
 * <p>Who puts without having looked what was there counts as one more. So the number is never too low. From half the bound on, everybody looks; when many have put without a look until then, it is
 * counted anew first, since most of them may have replaced something.
 */
final class Occupancy {
    /** At least up to so many rows are counted exactly; of a cache with many more, a part with about twice as many is counted. */
    static final int COUNTED = 10_000;

    /** So many look-ups cost more than counting. */
    private static final int COUNTING_PAYS = 1_000;

    private static final int SAMPLE = 64;

    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /** Held by those who put, and by who counts alone. */
    private final ReadWriteLock puts = new ReentrantReadWriteLock();

    /** Whether it was ever counted. */
    private volatile boolean known;

    /** How many were put without a look since it was counted. */
    private final AtomicLong unseen = new AtomicLong();

    /** Nothing is known any more. */
    void forget() {
        known = false;
    }

    /** There is nothing. */
    void cleared() {
        rows.set(0);
        bytes.set(0);
        known = true;
        unseen.set(0);
    }

    /** Held by each who puts or drops, from when he changes the number until what he has done is pending or committed. */
    Lock putting() {
        return puts.readLock();
    }

    /** Held by who counts, so that nothing is counted twice or left out. Not while the thread is {@link #putting}. */
    Lock counting() {
        return puts.writeLock();
    }

    /**
     * A key was changed.
     *
     * @param looked whether it is known what was there; otherwise there is perhaps something
     */
    void changed(boolean looked, @Nullable StoredEntry before, @Nullable StoredEntry after) {
        if (after == null) {
            if (before != null) {
                removed(1, before.byteSize());
            }
        } else if (before != null) {
            replaced(before.byteSize(), after.byteSize());
        } else if (looked) {
            added(after.byteSize());
        } else {
            perhapsAdded(after.byteSize());
        }
    }

    /** An entry was put where there was none. */
    void added(long entryBytes) {
        rows.incrementAndGet();
        bytes.addAndGet(entryBytes);
    }

    /** An entry was put, and nobody knows what was there. */
    void perhapsAdded(long entryBytes) {
        unseen.incrementAndGet();
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
        return !known || unseen.get() > 0;
    }

    /** Whether counting costs less than that everybody looks, which perhaps nobody need do. */
    boolean isPerhapsCrowded(Bounds bounds) {
        return unseen.get() >= COUNTING_PAYS && isCrowded(bounds);
    }

    /** Takes the number from the rows; nothing is pending, and nobody puts meanwhile. */
    void count(Statements statements, CacheRange range) {
        Amount counted = amount(statements, range);
        rows.set(counted.rows());
        bytes.set(counted.bytes());
        unseen.set(0);
        known = true;
    }

    /** How much there is in rows. */
    static Amount amount(Statements statements, CacheRange range) {
        long span = range.last() - range.first();
        long from = ThreadLocalRandom.current().nextLong(span / 2);
        Long end = statements.idAfter(range.first() + from, range.last(), SAMPLE - 1);
        if (end != null) {
            double density = SAMPLE / (double) (end - range.first() - from);
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
