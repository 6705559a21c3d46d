package io.refrain.jcache.internal.management;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A few numbers that many threads add to and few read. A thread counts in a row of its own, where adding is a read and a write, without the
 * locked instruction that makes a {@link LongAdder} as dear as a look-up; those that find their row taken by another living thread share adders.
 * Safe for use by several threads at once.
 */
final class Counters {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    static final int SHARED = -1;

    private static final int ROWS = 64;

    /** Two cache lines, so that no two threads write to the same. */
    private static final int ROW_LENGTH = 16;

    /** Where a row has the id of the thread it belongs to; 0 for nobody's. */
    private static final int OWNER = ROW_LENGTH - 1;

    private final long[] rows = new long[ROWS * ROW_LENGTH];

    private final AtomicReferenceArray<@Nullable WeakReference<Thread>> owners = new AtomicReferenceArray<>(ROWS);
    private final LongAdder[] shared;

    /** The sums when they were last reset. */
    private volatile long[] atReset;

    Counters(int count) {
        if (count >= OWNER) {
            throw new IllegalArgumentException("A row has room for " + OWNER + " counters");
        }
        this.shared = Stream.generate(LongAdder::new).limit(count).toArray(LongAdder[]::new);
        this.atReset = new long[count];
    }

    /** The row in which the current thread counts; {@link #SHARED} for none of its own. */
    int row() {
        Thread thread = Thread.currentThread();
        long id = thread.getId();
        int row = (int) (id & (ROWS - 1)) * ROW_LENGTH;
        return (long) LONGS.getOpaque(rows, row + OWNER) == id || claim(row, thread) ? row : SHARED;
    }

    /** @param row the current thread's */
    void add(int row, int counter, long number) {
        if (row == SHARED) {
            shared[counter].add(number);
        } else {
            LONGS.setOpaque(rows, row + counter, rows[row + counter] + number);
        }
    }

    /** What the current thread has counted in a row of its own. */
    long own(int row, int counter) {
        return rows[row + counter];
    }

    /** Takes a row that is nobody's, or a dead thread's. */
    private boolean claim(int row, Thread thread) {
        int index = row / ROW_LENGTH;
        WeakReference<Thread> owner = owners.get(index);
        Thread other = owner == null ? null : owner.get();
        if ((other != null && other.isAlive()) || !owners.compareAndSet(index, owner, new WeakReference<>(thread))) {
            return false;
        }
        LONGS.setOpaque(rows, row + OWNER, thread.getId());
        return true;
    }

    long sum(int counter) {
        return total(counter) - atReset[counter];
    }

    private long total(int counter) {
        long sum = shared[counter].sum();
        for (int row = 0; row < ROWS; row++) {
            sum += (long) LONGS.getOpaque(rows, row * ROW_LENGTH + counter);
        }
        return sum;
    }

    /** Sets all to nothing, without losing what is added meanwhile. */
    void reset() {
        atReset = IntStream.range(0, shared.length).mapToLong(this::total).toArray();
    }
}
