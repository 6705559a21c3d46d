package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.ManualClock;
import io.refrain.jcache.internal.store.Storage;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoredEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file with many rows: {@code -Dtests.large.rows=1000000} for as many as a cache has by default at most, instead of some. */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class LargeFileTest {
    private static final int ROWS = Integer.getInteger("tests.large.rows", 20_000);
    private static final int AT_ONCE = 10_000;
    private static final long NOW = 1_700_000_000_000L;
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int MEASURED = 2_000;
    private static final long[] BUCKETS_MILLIS = {1, 2, 5, 10, 20, 50, Long.MAX_VALUE};

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();

    private Storage open() {
        return new FileFixture(directory.resolve("large.db"), clock).open();
    }

    private static Store<String> store(Storage storage) {
        Codecs codecs = Codecs.of(LargeFileTest.class.getClassLoader());
        return storage.open("a", Bounds.ofEntries(2L * ROWS), Durability.COMMITTED, codecs, evicted -> {});
    }

    private static void fill(Store<String> store, long deadline) {
        for (int from = 0; from < ROWS; from += AT_ONCE) {
            List<String> keys = IntStream.range(from, Math.min(ROWS, from + AT_ONCE))
                    .mapToObj(i -> "a question with the number " + i)
                    .toList();
            store.updateAll(keys, slots -> {
                keys.forEach(key -> slots.apply(key).keep(new StoredEntry(key + "?".repeat(100), NOW, deadline)));
                return true;
            });
        }
    }

    /** The nanoseconds that each of some puts takes. */
    private static List<Long> puts(Store<String> store, int count) {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String value = "answer " + i + " ".repeat(100);
            long start = System.nanoTime();
            store.update("put " + i % 1_000, slot -> {
                slot.keep(new StoredEntry(value, NOW, StoredEntry.ETERNAL));
                return true;
            });
            nanos.add(System.nanoTime() - start);
        }
        return nanos;
    }

    @Test
    void open_ofAFileWithManyRows_takesLessThanASecond() {
        try (Storage storage = open();
                Store<String> store = store(storage)) {
            fill(store, StoredEntry.ETERNAL);
        }
        long start = System.nanoTime();
        try (Storage storage = open();
                Store<String> store = store(storage)) {
            assertNotNull(store.find("a question with the number " + (ROWS - 1)));
            assertEquals(ROWS, store.size());
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            System.out.println(
                    "Large: a file with " + ROWS + " rows opened, with the first look-up, in " + millis + " ms");
            assertTrue(millis < 1_000, "took " + millis + " ms");
        }
    }

    @Test
    void update_whileManyExpiredRowsAreSwept_isNotPausedAndTheSpaceReturns() throws Exception {
        try (Storage storage = open();
                Store<String> store = store(storage)) {
            fill(store, NOW + LIFE.toMillis());
            puts(store, MEASURED);
            List<Long> before = puts(store, MEASURED);
            long normal =
                    before.stream().sorted().skip(MEASURED / 2).findFirst().orElseThrow();
            long size = Files.size(directory.resolve("large.db"));

            clock.advance(LIFE);
            List<Long> during = new ArrayList<>();
            while (store.size() > 2_000) {
                during.addAll(puts(store, MEASURED));
            }

            long slowest = during.stream().mapToLong(Long::longValue).max().orElseThrow();
            long late = during.stream()
                    .filter(nanos -> nanos - normal > TimeUnit.MILLISECONDS.toNanos(50))
                    .count();
            System.out.println("Swept: " + ROWS + " expired rows during " + during.size()
                    + " puts; normally a put takes "
                    + normal / 1_000 + " us (median; slowest "
                    + before.stream().mapToLong(Long::longValue).max().orElse(0) / 1_000
                    + " us), meanwhile the slowest took " + slowest / 1_000 + " us\n  before " + histogram(before)
                    + "\n  during " + histogram(during));
            assertTrue(
                    late <= during.size() / 1_000, late + " of " + during.size() + " puts were more than 50 ms late");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (Files.size(directory.resolve("large.db")) > size / 2 && System.nanoTime() < deadline) {
                puts(store, MEASURED);
            }
            assertTrue(Files.size(directory.resolve("large.db")) <= size / 2, "The space does not return");
        }
    }

    private static String histogram(List<Long> nanos) {
        long[] counts = new long[BUCKETS_MILLIS.length];
        for (long each : nanos) {
            long millis = TimeUnit.NANOSECONDS.toMillis(each);
            int bucket = 0;
            while (millis >= BUCKETS_MILLIS[bucket]) {
                bucket++;
            }
            counts[bucket]++;
        }
        return Arrays.stream(BUCKETS_MILLIS)
                        .mapToObj(bound -> bound == Long.MAX_VALUE ? "longer" : "< " + bound + " ms")
                        .collect(Collectors.joining(", ", "[", "]: "))
                + Arrays.toString(counts);
    }
}
