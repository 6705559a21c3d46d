package io.refrain.jcache.internal.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeyOrderTest {
    private final KeyOrder order = new KeyOrder(() -> false);
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<String> ran = new ArrayList<>();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void run_byWhoeverComesFirst_runsAllThatWasLinedUpInOrder() {
        KeyOrder.Line first = order.lineUp("k", () -> ran.add("1"));
        KeyOrder.Line second = order.lineUp("k", () -> ran.add("2"));

        second.run();
        first.run();

        assertEquals(List.of("1", "2"), ran);
    }

    @Test
    void run_aTaskThatThrows_leavesTheLineUsable() {
        KeyOrder.Line failing = order.lineUp("k", () -> {
            throw new IllegalStateException();
        });
        KeyOrder.Line next = order.lineUp("k", () -> ran.add("2"));

        assertThrows(IllegalStateException.class, failing::run);
        next.run();

        assertEquals(List.of("2"), ran);
    }

    @Test
    void run_withinATaskOfTheSameKey_runsWithinIt() {
        order.lineUp("k", () -> {
                    order.lineUp("k", () -> ran.add("inner")).run();
                    ran.add("outer");
                })
                .run();

        assertEquals(List.of("inner", "outer"), ran);
    }

    @Test
    void run_whileAnotherThreadRuns_waitsForIt() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Future<?> other = executor.submit(order.lineUp("k", () -> {
            started.countDown();
            await(release);
            ran.add("1");
        })::run);
        await(started);

        KeyOrder.Line second = order.lineUp("k", () -> ran.add("2"));
        executor.execute(release::countDown);
        second.run();

        assertEquals(List.of("1", "2"), ran);
        other.get();
    }

    @Test
    void runUnlessRunning_whileAnotherThreadRuns_leavesTheTaskToIt() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Future<?> other = executor.submit(order.lineUp("k", () -> {
            started.countDown();
            await(release);
            ran.add("1");
        })::run);
        await(started);

        order.lineUp("k", () -> ran.add("2")).runUnlessRunning();
        assertEquals(List.of(), ran);
        release.countDown();
        other.get();

        assertEquals(List.of("1", "2"), ran);
    }

    @Test
    void runUnlessRunning_byManyThreads_forgetsNoTask() throws Exception {
        int threads = 4;
        int tasks = 5_000;
        CountDownLatch all = new CountDownLatch(threads * tasks);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(executor.submit(() -> {
                for (int j = 0; j < tasks; j++) {
                    order.lineUp("k", all::countDown).runUnlessRunning();
                }
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }

        assertTrue(all.await(30, TimeUnit.SECONDS));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
