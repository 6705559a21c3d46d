package io.refrain.jcache.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WriterTest {
    private static final int MORE_THAN_GO_TOGETHER = 1_100;

    @TempDir
    Path directory;

    private SqliteFile file;

    @BeforeEach
    void open() {
        file = new SqliteFile(
                directory.resolve("writer.db"), new StandaloneSessionFactory().create(), true, Duration.ofSeconds(5));
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void write_byMoreThreadsThanGoTogether_comesBackToEach() throws Exception {
        AtomicInteger written = new AtomicInteger();
        lineUp(MORE_THAN_GO_TOGETHER, () -> {
            file.writer().write(session -> session.drop(1));
            written.incrementAndGet();
        });
        assertEquals(MORE_THAN_GO_TOGETHER, written.get());
    }

    @Test
    void write_thatFailsAmongOthers_failsAlone() throws Exception {
        AtomicInteger turn = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        AtomicInteger written = new AtomicInteger();
        lineUp(10, () -> {
            boolean fails = turn.getAndIncrement() == 5;
            try {
                file.writer().write(session -> {
                    if (fails) {
                        throw new IllegalArgumentException("too much");
                    }
                    return session.drop(1);
                });
                written.incrementAndGet();
            } catch (CacheException e) {
                failed.incrementAndGet();
            }
        });
        assertEquals(1, failed.get());
        assertEquals(9, written.get());
    }

    @Test
    void write_thatBreaksWithAnError_keepsNobodyWaiting() {
        AssertionError broken = new AssertionError("broken");
        assertSame(
                broken, assertThrows(AssertionError.class, () -> file.writer().write(session -> {
                    throw broken;
                })));
        int dropped = file.writer().write(session -> session.drop(1));
        assertEquals(0, dropped);
    }

    /** Lets threads write while another is writing, so that they line up, and waits for them all. */
    private void lineUp(int count, Runnable write) throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        threads.add(start(() -> file.writer().write(session -> {
            writing.countDown();
            await(go);
            return 0;
        })));
        writing.await();
        for (int i = 0; i < count; i++) {
            threads.add(start(write));
        }
        for (Thread thread : threads.subList(1, threads.size())) {
            while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
                Thread.onSpinWait();
            }
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join(60_000);
            assertFalse(thread.isAlive());
        }
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(null, task, "writer", 256 * 1024);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
