package io.refrain.jcache.internal.store.database.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.config.OnDamage;
import io.refrain.jcache.internal.config.Sharing;
import io.refrain.jcache.internal.config.SqliteSettings;
import io.refrain.jcache.internal.store.database.row.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteAheadLogTest {
    private static final int READERS = 8;

    @TempDir
    Path directory;

    private static SqliteSettings bound(long bytes) {
        return SqliteFixture.settings(Sharing.OFF, OnDamage.FAIL, Duration.ofSeconds(5), 0, bytes);
    }

    private static long random(long number) {
        return number * 0x9E3779B97F4A7C15L >>> 16;
    }

    /** As many threads write new rows, each in a transaction, and look some up on sessions that then rest where they are. */
    @ParameterizedTest
    @CsvSource({"64, 67108864", "8, 67108864", "8, 8388608"})
    void write_ofNewRowsByManyThreads_keepsTheLogWithinItsBoundAndWaitsForNoReader(int threads, long bound)
            throws Exception {
        Path file = directory.resolve("cache.db");
        Path log = directory.resolve("cache.db-wal");
        int rows = 12_000;
        AtomicLong longest = new AtomicLong();
        AtomicLong slowest = new AtomicLong();
        AtomicLong next = new AtomicLong();
        SqliteMedium medium = SqliteFixture.open(file, bound(bound));
        List<Session> readers = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        long start = System.nanoTime();
        try (Upkeeper store = new Upkeeper(medium)) {
            try {
                for (int i = 0; i < READERS; i++) {
                    readers.add(medium.openReader());
                }
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    Session reader = readers.get(i % READERS);
                    all.add(pool.submit(() -> {
                        for (long number = next.getAndIncrement(); number < rows; number = next.getAndIncrement()) {
                            long id = random(number);
                            String value = "v".repeat(1_500);
                            long asked = System.nanoTime();
                            store.whileNobodyWrites(writer -> SqliteFixture.keep(writer, id, value));
                            slowest.accumulateAndGet(System.nanoTime() - asked, Math::max);
                            longest.accumulateAndGet(Files.size(log), Math::max);
                            synchronized (reader) {
                                assertNotNull(reader.find(id));
                                reader.find(id);
                            }
                        }
                        return null;
                    }));
                }
                for (Future<?> each : all) {
                    each.get();
                }
                assertEquals(
                        rows,
                        readers.get(0).amount(Long.MIN_VALUE, Long.MAX_VALUE).rows());
            } finally {
                pool.shutdownNow();
                readers.forEach(Session::close);
            }
        }
        System.out.println("Log: " + rows + " rows of 1.5 KB by " + threads + " threads in "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms, the slowest write "
                + TimeUnit.NANOSECONDS.toMillis(slowest.get()) + " ms, the log at most " + (longest.get() >> 10)
                + " KiB of " + (bound >> 10));
        assertTrue(longest.get() <= bound, "The log reached " + longest);
        assertTrue(slowest.get() < TimeUnit.SECONDS.toNanos(3), "A write took " + slowest + " ns");
    }

    /** The background never comes: then the writer itself keeps the bound. */
    @Test
    void write_withoutABackground_keepsTheLogWithinItsBound() throws Exception {
        long bound = 4 << 20;
        long longest = 0;
        try (SqliteMedium medium = SqliteFixture.open(directory.resolve("cache.db"), bound(bound));
                Session reader = medium.openReader();
                Session writer = medium.openWriter()) {
            for (long number = 0; number < 2_000; number++) {
                SqliteFixture.keep(writer, random(number), "v".repeat(1_500));
                assertNotNull(reader.find(random(number)));
                reader.find(random(number));
                longest = Math.max(longest, Files.size(directory.resolve("cache.db-wal")));
            }
        }
        assertTrue(longest <= bound, "The log reached " + longest);
    }

    /** Somebody reads for long, as for a backup. */
    @Test
    void write_whileATransactionReads_goesOnWithoutWaiting() {
        long bound = 1 << 20;
        Path file = directory.resolve("cache.db");
        try (SqliteMedium medium = SqliteFixture.open(file, bound(bound));
                Session writer = medium.openWriter()) {
            SqliteFixture.keep(writer, 1, "first");
            try (SlowReader slow = new SlowReader(file)) {
                long slowest = 0;
                for (long number = 0; number < 600; number++) {
                    long start = System.nanoTime();
                    SqliteFixture.keep(writer, random(number), "v".repeat(1_500));
                    slowest = Math.max(slowest, System.nanoTime() - start);
                }
                assertEquals(1, slow.count());
                assertTrue(slowest < TimeUnit.SECONDS.toNanos(2), "A write took " + slowest + " ns");
            }
        }
    }

    @Test
    void compact_afterManyWrites_givesTheSpaceOfTheLogBack() throws Exception {
        try (SqliteMedium medium = SqliteFixture.open(directory.resolve("cache.db"));
                Session reader = medium.openReader();
                Session writer = medium.openWriter()) {
            for (long number = 0; number < 100; number++) {
                SqliteFixture.keep(writer, number, "v".repeat(1_500));
            }
            reader.find(1);
            reader.find(1);
            assertTrue(Files.size(directory.resolve("cache.db-wal")) > 0);

            medium.compact();

            assertEquals(0, Files.size(directory.resolve("cache.db-wal")));
            assertNotNull(reader.find(99));
        }
    }
}
