package io.refrain.jcache.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
    private SqliteFile file;
    private Writer writer;

    @BeforeEach
    void open() {
        file = new SqliteFile(
                directory.resolve("w.db"),
                new StandaloneSessionFactory().create(),
                true,
                SqliteOptions.DEFAULTS,
                InstantSource.system());
        writer = file.readers().read(session -> new Writer(session, Duration.ofSeconds(5), MOST_AT_ONCE));
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        file.close();
    }

    /** Keeps the writer busy until it is told to go on. */
    private Future<Integer> busy() throws Exception {
        Future<Integer> first = threads.submit(() -> writer.write(session -> {
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
    void write_byMoreThreadsThanFitIntoOneCommit_makesThemAll() throws Exception {
        Future<Integer> first = busy();
        List<Future<Integer>> others = new ArrayList<>();
        for (int i = 1; i <= 3 * MOST_AT_ONCE + 1; i++) {
            int number = i;
            others.add(threads.submit(() -> writer.write(session -> number)));
        }
        goOn.countDown();
        assertEquals(0, get(first));
        for (int i = 0; i < others.size(); i++) {
            assertEquals(i + 1, get(others.get(i)));
        }
    }

    @Test
    void write_besideOneThatFails_isMade() throws Exception {
        Future<Integer> first = busy();
        Future<Integer> failing = threads.submit(() -> writer.<Integer>write(session -> {
            throw new IllegalArgumentException("cannot be written");
        }));
        Future<Integer> breaking = threads.submit(() -> writer.<Integer>write(session -> {
            throw new AssertionError("broken");
        }));
        Future<Integer> sound = threads.submit(() -> writer.write(session -> 1));
        goOn.countDown();
        assertEquals(0, get(first));
        assertEquals(1, get(sound));
        assertThrows(Exception.class, () -> get(failing));
        assertThrows(Exception.class, () -> get(breaking));
    }
}
