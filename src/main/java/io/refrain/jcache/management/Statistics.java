package io.refrain.jcache.management;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.cache.management.CacheStatisticsMXBean;

/**
 * The counters of one cache (JSR-107, chapter 12). Counting while it is switched off is the caller's to leave out. Safe for use by several
 * threads at once; figures that belong together may be read a moment apart.
 */
public final class Statistics implements CacheStatisticsMXBean {
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder getNanos = new LongAdder();
    private final LongAdder putNanos = new LongAdder();
    private final LongAdder removeNanos = new LongAdder();

    /** Counts a look-up that found an entry, and how many nanoseconds it took. */
    public void hit(long nanos) {
        hits.increment();
        getNanos.add(nanos);
    }

    /** Counts a look-up that found none, and how many nanoseconds it took. */
    public void miss(long nanos) {
        misses.increment();
        getNanos.add(nanos);
    }

    /** Counts an entry written, and how many nanoseconds it took. */
    public void put(long nanos) {
        puts.increment();
        putNanos.add(nanos);
    }

    /** Counts an entry removed, and how many nanoseconds it took. */
    public void removal(long nanos) {
        removals.increment();
        removeNanos.add(nanos);
    }

    /** Counts entries that were forgotten to keep the bounds. */
    public void evicted(long entries) {
        evictions.add(entries);
    }

    @Override
    public void clear() {
        for (LongAdder counter :
                new LongAdder[] {hits, misses, puts, removals, evictions, getNanos, putNanos, removeNanos}) {
            counter.reset();
        }
    }

    @Override
    public long getCacheHits() {
        return hits.sum();
    }

    @Override
    public float getCacheHitPercentage() {
        return percentage(hits.sum(), getCacheGets());
    }

    @Override
    public long getCacheMisses() {
        return misses.sum();
    }

    @Override
    public float getCacheMissPercentage() {
        return percentage(misses.sum(), getCacheGets());
    }

    @Override
    public long getCacheGets() {
        return hits.sum() + misses.sum();
    }

    @Override
    public long getCachePuts() {
        return puts.sum();
    }

    @Override
    public long getCacheRemovals() {
        return removals.sum();
    }

    @Override
    public long getCacheEvictions() {
        return evictions.sum();
    }

    @Override
    public float getAverageGetTime() {
        return averageMicros(getNanos.sum(), getCacheGets());
    }

    @Override
    public float getAveragePutTime() {
        return averageMicros(putNanos.sum(), puts.sum());
    }

    @Override
    public float getAverageRemoveTime() {
        return averageMicros(removeNanos.sum(), removals.sum());
    }

    private static float percentage(long part, long whole) {
        return whole == 0 ? 0 : 100f * part / whole;
    }

    private static float averageMicros(long nanos, long count) {
        return count == 0 ? 0 : (float) nanos / TimeUnit.MICROSECONDS.toNanos(1) / count;
    }
}
