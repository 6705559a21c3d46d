package io.refrain.jcache.internal.management;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CountersTest {
    private static final int COUNTER = 3;

    private final Counters counters = new Counters(5);

    @Test
    void sum_ofMoreThreadsThanRowsAtATime_isExact() throws InterruptedException {
        int threads = 200;
        int each = 10_000;
        CountDownLatch all = new CountDownLatch(threads);
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                // While it waits here it owns its row.
                add();
                all.countDown();
                try {
                    all.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                for (int n = 1; n < each; n++) {
                    add();
                }
            });
            started.add(thread);
            thread.start();
        }
        for (Thread thread : started) {
            thread.join();
        }

        assertEquals((long) threads * each, counters.sum(COUNTER));
        assertEquals(0, counters.sum(COUNTER - 1));
    }

    @Test
    void sum_ofManyThreadsOneAfterTheOther_isExact() throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            Thread thread = new Thread(this::add);
            thread.start();
            thread.join();
        }

        assertEquals(300, counters.sum(COUNTER));
    }

    @Test
    void row_ofADeadThread_goesToTheNextThatWantsIt() throws InterruptedException {
        int[] rows = new int[1_000];
        for (int i = 0; i < rows.length; i++) {
            int at = i;
            Thread thread = new Thread(() -> rows[at] = counters.row());
            thread.start();
            thread.join();
        }

        for (int row : rows) {
            assertEquals(true, row != Counters.SHARED);
        }
    }

    @Test
    void reset_afterAdding_startsFromNothing() {
        add();
        counters.reset();
        assertEquals(0, counters.sum(COUNTER));

        add();
        assertEquals(1, counters.sum(COUNTER));
    }

    private void add() {
        counters.add(counters.row(), COUNTER, 1);
    }
}
