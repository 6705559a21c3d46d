package io.refrain.jcache.internal.management;

import io.refrain.jcache.management.RefrainStatisticsMXBean;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The counters of one cache (JSR-107, chapter 12). Counting while it is switched off is the caller's to leave out. Safe for use by several
 * threads at once; figures that belong together may be read a moment apart.
 *
 * <p>Every operation is counted. Average times are those of a sample, of look-ups the first of each thread, of changes the first {@value #SAMPLED}, and
 * then about one in {@value #SAMPLED}, since looking at the clock twice costs more than what is timed.
 */
public final class Statistics implements RefrainStatisticsMXBean {
    /** Stands for how long something took that is not in the sample. */
    public static final long NOT_TIMED = -1;

    private static final int SAMPLED = 64;

    /** Spreads the sample evenly, so that no rhythm of the caller's can fall in with that of the sample. */
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private static final int HITS = 0;
    private static final int MISSES = 1;
    private static final int PUTS = 2;
    private static final int REMOVALS = 3;
    private static final int EVICTIONS = 4;
    private static final int GET_NANOS = 5;
    private static final int TIMED_GETS = 6;
    private static final int PUT_NANOS = 7;
    private static final int TIMED_PUTS = 8;
    private static final int REMOVE_NANOS = 9;
    private static final int TIMED_REMOVALS = 10;
    private static final int FAILED_WRITES = 11;
    private static final int COUNTERS = 12;

    private final Counters counters = new Counters(COUNTERS);

    /** Whether the next look-up of the current thread is to be timed. */
    public boolean isSampled() {
        return isSampled(HITS, MISSES, 1);
    }

    /** Whether the next operation of the current thread, which may look up and change, is to be timed. */
    public boolean isChangeSampled() {
        return isSampled(PUTS, REMOVALS, SAMPLED) || isSampled();
    }

    /** @param always how many are, before it is one in {@value #SAMPLED}; so that each verb of a few is */
    private boolean isSampled(int one, int other, int always) {
        int row = counters.row();
        if (row == Counters.SHARED) {
            return ThreadLocalRandom.current().nextInt(SAMPLED) == 0;
        }
        long counted = counters.own(row, one) + counters.own(row, other);
        return counted < always || (counted * GOLDEN_RATIO) >>> 58 == 0;
    }

    /** Counts a look-up, whether it found an entry, and how many nanoseconds it took, or {@link #NOT_TIMED}. */
    public void lookup(boolean found, long nanos) {
        count(found ? HITS : MISSES, GET_NANOS, nanos);
    }

    /** Counts an entry written, and how many nanoseconds it took, or {@link #NOT_TIMED}. */
    public void put(long nanos) {
        count(PUTS, PUT_NANOS, nanos);
    }

    /** Counts an entry removed, and how many nanoseconds it took, or {@link #NOT_TIMED}. */
    public void removal(long nanos) {
        count(REMOVALS, REMOVE_NANOS, nanos);
    }

    private void count(int counter, int time, long nanos) {
        int row = counters.row();
        counters.add(row, counter, 1);
        if (nanos != NOT_TIMED) {
            counters.add(row, time, nanos);
            counters.add(row, time + 1, 1);
        }
    }

    /** Counts entries that were forgotten to keep the bounds. */
    public void evicted(long entries) {
        counters.add(counters.row(), EVICTIONS, entries);
    }

    /** Counts entries that could not be written, also while statistics are switched off. */
    public void failedWrites(long entries) {
        counters.add(counters.row(), FAILED_WRITES, entries);
    }

    @Override
    public long getCacheFailedWrites() {
        return counters.sum(FAILED_WRITES);
    }

    @Override
    public void clear() {
        counters.reset();
    }

    @Override
    public long getCacheHits() {
        return counters.sum(HITS);
    }

    @Override
    public float getCacheHitPercentage() {
        return percentage(getCacheHits(), getCacheGets());
    }

    @Override
    public long getCacheMisses() {
        return counters.sum(MISSES);
    }

    @Override
    public float getCacheMissPercentage() {
        return percentage(getCacheMisses(), getCacheGets());
    }

    @Override
    public long getCacheGets() {
        return getCacheHits() + getCacheMisses();
    }

    @Override
    public long getCachePuts() {
        return counters.sum(PUTS);
    }

    @Override
    public long getCacheRemovals() {
        return counters.sum(REMOVALS);
    }

    @Override
    public long getCacheEvictions() {
        return counters.sum(EVICTIONS);
    }

    @Override
    public float getAverageGetTime() {
        return averageMicros(GET_NANOS, TIMED_GETS);
    }

    @Override
    public float getAveragePutTime() {
        return averageMicros(PUT_NANOS, TIMED_PUTS);
    }

    @Override
    public float getAverageRemoveTime() {
        return averageMicros(REMOVE_NANOS, TIMED_REMOVALS);
    }

    private static float percentage(long part, long whole) {
        return whole == 0 ? 0 : 100f * part / whole;
    }

    private float averageMicros(int nanos, int timed) {
        long count = counters.sum(timed);
        return count == 0 ? 0 : (float) counters.sum(nanos) / TimeUnit.MICROSECONDS.toNanos(1) / count;
    }
}
