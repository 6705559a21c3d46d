package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.store.database.row.Statements;
import io.refrain.jcache.internal.store.database.sqlite.SqliteMedium;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterTest {
    private static final int MOST_AT_ONCE = 2;

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private @Nullable SqliteMedium medium;
    private @Nullable Writer writer;

    @BeforeEach
    void open() {
        SqliteMedium opened = SqliteMedium.open(
                directory.resolve("w.db"),
                FileFixture.settings(),
                FileFixture.sessions(),
                false,
                InstantSource.system());
        medium = opened;
        writer = new Writer(opened::openWriter, MOST_AT_ONCE);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        writer().close();
        if (medium != null) {
            medium.close();
        }
    }

    private Writer writer() {
        if (writer == null) {
            throw new IllegalStateException("Not open");
        }
        return writer;
    }

    /** Keeps the writer busy until it is told to go on. */
    private Future<Integer> busy() throws Exception {
        Future<Integer> first = threads.submit(() -> writer().run(session -> {
            writing.countDown();
            await(goOn);
            return 0;
        }));
        await(writing);
        return first;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T get(Future<T> write) throws Exception {
        return write.get(30, TimeUnit.SECONDS);
    }

    @Test
    void run_byMoreThreadsThanFitIntoOneCommit_runsThemAll() throws Exception {
        Future<Integer> first = busy();
        List<Future<Integer>> others = new ArrayList<>();
        for (int i = 1; i <= 3 * MOST_AT_ONCE + 1; i++) {
            int number = i;
            others.add(threads.submit(() -> writer().run(session -> number)));
        }
        goOn.countDown();
        assertEquals(0, get(first));
        for (int i = 0; i < others.size(); i++) {
            assertEquals(i + 1, get(others.get(i)));
        }
    }

    @Test
    void run_besideWhatFails_isCommitted() throws Exception {
        Future<Integer> first = busy();
        Future<Integer> failing = threads.submit(() -> writer().<Integer>run(session -> {
            throw new IllegalArgumentException("cannot be written");
        }));
        Future<Integer> breaking = threads.submit(() -> writer().<Integer>run(session -> {
            throw new AssertionError("broken");
        }));
        Future<Integer> sound = threads.submit(() -> writer().run(session -> session.addCache("sound")));
        goOn.countDown();
        assertEquals(0, get(first));
        int number = get(sound);
        assertThrows(ExecutionException.class, () -> get(failing));
        assertThrows(ExecutionException.class, () -> get(breaking));
        assertEquals(Map.of("sound", number), writer().run(Statements::caches));
    }

    @Test
    void run_byAnInterruptedThread_waitsWithoutSpinningAndKeepsTheFlag() throws Exception {
        Future<Integer> first = busy();
        AtomicBoolean flag = new AtomicBoolean();
        AtomicLong busyNanos = new AtomicLong();
        Thread waiting = new Thread(() -> {
            Thread.currentThread().interrupt();
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            writer().run(session -> 1);
            busyNanos.set(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
            flag.set(Thread.currentThread().isInterrupted());
        });
        waiting.start();
        long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        while (System.nanoTime() < end) {
            waiting.join(50);
        }
        assertEquals(Thread.State.WAITING, waiting.getState());
        goOn.countDown();
        get(first);
        waiting.join(30_000);
        assertTrue(flag.get());
        assertTrue(
                busyNanos.get() < Duration.ofMillis(300).toNanos(),
                () -> "was busy for " + busyNanos.get() / 1_000 + " us of a second");
    }
}
