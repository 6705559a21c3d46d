package io.refrain.jcache.internal.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private final Statistics statistics = new Statistics();

    @Test
    void averages_ofTimedOperations_areInMicroseconds() {
        statistics.lookup(true, TimeUnit.MICROSECONDS.toNanos(2));
        statistics.lookup(false, TimeUnit.MICROSECONDS.toNanos(4));
        statistics.put(TimeUnit.MICROSECONDS.toNanos(5));
        statistics.removal(TimeUnit.MICROSECONDS.toNanos(7));

        assertEquals(3, statistics.getAverageGetTime());
        assertEquals(5, statistics.getAveragePutTime());
        assertEquals(7, statistics.getAverageRemoveTime());
    }

    @Test
    void averages_withOperationsOutsideTheSample_areThoseOfTheSample() {
        statistics.lookup(true, TimeUnit.MICROSECONDS.toNanos(2));
        statistics.lookup(true, Statistics.NOT_TIMED);
        statistics.lookup(false, Statistics.NOT_TIMED);

        assertEquals(3, statistics.getCacheGets());
        assertEquals(2, statistics.getAverageGetTime());
    }

    @Test
    void isSampled_firstOperation_is() {
        assertTrue(statistics.isSampled());
    }

    @Test
    void isSampled_manyOperations_aboutOneIn64() {
        long sampled = 0;
        for (int i = 0; i < 64_000; i++) {
            sampled += statistics.isSampled() ? 1 : 0;
            statistics.lookup(i % 3 == 0, Statistics.NOT_TIMED);
        }

        assertTrue(sampled > 900 && sampled < 1_100, "sampled " + sampled);
    }

    @Test
    void isChangeSampled_firstChanges_are() {
        statistics.lookup(true, Statistics.NOT_TIMED);
        for (int i = 0; i < 64; i++) {
            assertTrue(statistics.isChangeSampled(), "change " + i);
            statistics.put(Statistics.NOT_TIMED);
        }
    }

    @Test
    void isChangeSampled_manyChanges_aboutOneIn64() {
        statistics.lookup(true, Statistics.NOT_TIMED);
        long sampled = 0;
        for (int i = 0; i < 64_000; i++) {
            sampled += statistics.isChangeSampled() ? 1 : 0;
            statistics.put(Statistics.NOT_TIMED);
        }

        assertTrue(sampled > 900 && sampled < 1_200, "sampled " + sampled);
    }
}
