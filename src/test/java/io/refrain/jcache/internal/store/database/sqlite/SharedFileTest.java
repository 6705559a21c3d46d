package io.refrain.jcache.internal.store.database.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.config.Sharing;
import io.refrain.jcache.internal.store.database.row.EntryRow;
import io.refrain.jcache.internal.store.database.row.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes of eight threads each that share a file by SQLite's own means: what they count together nobody loses, what one has committed the other reads at
 * once, and none fails because the other is at it. {@code -Dtests.sharing.seconds=60} lets them do it for longer.
 */
class SharedFileTest {
    private static final int SECONDS = Integer.getInteger("tests.sharing.seconds", 3);
    private static final int THREADS = 8;
    private static final int COUNTERS = 4;

    @TempDir
    Path directory;

    @Test
    void inTransaction_byTwoProcesses_losesNoStepAndFailsForNobody() throws Exception {
        Path file = directory.resolve("shared.db");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dtests.sharing.seconds=" + SECONDS,
                        "-cp",
                        System.getProperty("java.class.path"),
                        SharedFileTest.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("ready", lines.readLine());
            long here = count(file, () -> {});
            long there = Long.parseLong(Objects.requireNonNull(lines.readLine()));
            try (SqliteMedium medium = SqliteFixture.open(file, SqliteFixture.sharing(Sharing.ON));
                    Session reader = medium.openReader()) {
                long sum = reader.page(-1, COUNTERS, COUNTERS).stream()
                        .mapToLong(row -> row.version)
                        .sum();
                System.out.println("Shared: 2 processes of " + THREADS + " threads for " + SECONDS + " s, " + here
                        + " and " + there + " steps, 0 failures");
                assertEquals(here + there, sum);
                assertTrue(here > 0 && there > 0);
            }
        } finally {
            other.destroyForcibly();
        }
    }

    /** The other process. */
    public static void main(String[] arguments) throws Exception {
        System.out.println(count(Path.of(arguments[0]), () -> System.out.println("ready")));
    }

    /** Gives how many steps the threads of this process made. */
    private static long count(Path file, Runnable ready) throws Exception {
        AtomicLong steps = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        SqliteMedium medium = SqliteFixture.open(file, SqliteFixture.sharing(Sharing.ON));
        try (Upkeeper store = new Upkeeper(medium)) {
            ready.run();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            List<Future<@Nullable Object>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(threads.submit(() -> {
                    try (Session reader = medium.openReader()) {
                        while (System.nanoTime() < end) {
                            step(store, reader);
                            steps.incrementAndGet();
                        }
                        return null;
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return steps.get();
    }

    private static void step(Upkeeper store, Session reader) throws IOException {
        long id = ThreadLocalRandom.current().nextInt(COUNTERS);
        long[] written = {0};
        store.write(writer -> {
            EntryRow before = writer.row(id);
            EntryRow after = SqliteFixture.row(id, "v");
            after.version = before == null ? 1 : before.version + 1;
            written[0] = after.version;
            writer.keep(List.of(after));
        });
        long read = Objects.requireNonNull(reader.find(id)).version();
        if (read < written[0]) {
            throw new IOException("Read " + read + " after " + written[0]);
        }
    }
}
