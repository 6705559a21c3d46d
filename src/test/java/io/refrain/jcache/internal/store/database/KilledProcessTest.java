package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.Storage;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoredEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a process that is killed leaves in the file: each round one writes from several threads and says what was acknowledged, is killed at a
 * random moment, and the file is opened and compared. {@code -Dtests.kill.rounds=500} does it that many times instead of a few, {@code -Dtests.kill.durability=SYNCED}
 * in one mode only.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class KilledProcessTest {
    private static final int ROUNDS = Integer.getInteger("tests.kill.rounds", 4);
    private static final int THREADS = 4;
    private static final int KEYS = 50;
    private static final Duration LONGEST_OPENING = Duration.ofSeconds(1);

    /** The promised window, and what this machine may take to write. */
    private static final long LONGEST_LOSS_NANOS =
            Settings.DEFAULTS.batchWindow().plusMillis(400).toNanos();

    @TempDir
    Path directory;

    static Stream<Durability> durabilities() {
        String only = System.getProperty("tests.kill.durability");
        return only == null ? Stream.of(Durability.values()) : Stream.of(Durability.valueOf(only));
    }

    @ParameterizedTest
    @MethodSource("durabilities")
    void keep_thenKilled_isThereInTheNextProcessAsFarAsWasPromised(Durability durability) throws Exception {
        long seed = Long.getLong("tests.kill.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<String, NavigableMap<Long, Long>> acknowledged = new HashMap<>();
        long acknowledgements = 0;
        long slowest = 0;
        long oldestLost = 0;
        // Made before anything is measured.
        assertNotNull(FileFixture.sessions());
        for (int round = 0; round < ROUNDS; round++) {
            acknowledgements += writeAndKill(durability, random.nextInt(700), round == 0, acknowledged);
            long end = acknowledged.values().stream()
                    .flatMap(ofKey -> ofKey.values().stream())
                    .mapToLong(Long::longValue)
                    .max()
                    .orElseThrow();
            long start = System.nanoTime();
            try (Storage storage = file().open();
                    Store<String> store = store(storage, durability)) {
                slowest = Math.max(slowest, System.nanoTime() - start);
                String told = "seed " + seed + ", round " + round;
                oldestLost = Math.max(oldestLost, check(store, durability, acknowledged, end, told));
            }
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(slowest);
        long lostMillis = TimeUnit.NANOSECONDS.toMillis(oldestLost);
        System.out.println("Killed: " + durability + ", " + ROUNDS + " rounds (seed " + seed + "), " + acknowledgements
                + " acknowledged writes: none wrong, "
                + (oldestLost == 0
                        ? "none lost"
                        : "the oldest that was lost was " + lostMillis + " ms older than the last")
                + "; the slowest opening took " + millis + " ms");
        assertTrue(millis <= LONGEST_OPENING.toMillis(), "Opening took " + millis + " ms");
    }

    /** Lets a process write for some time; gives how many writes it acknowledged. */
    private long writeAndKill(
            Durability durability, int millis, boolean refused, Map<String, NavigableMap<Long, Long>> acknowledged)
            throws Exception {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcessTest.class.getName(),
                        file().path().toString(),
                        durability.name())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long lines = 0;
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            String line = nextLine(said);
            assertNotNull(line, "The process ended by itself");
            if (refused) {
                CacheException refusal = assertThrows(CacheException.class, () -> file().open());
                assertTrue(refusal.toString().contains("in use by process " + writer.pid()), refusal::toString);
            }
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            boolean killed = false;
            while (line != null) {
                lines++;
                String[] parts = line.split(" ");
                acknowledged
                        .computeIfAbsent(parts[0], key -> new TreeMap<>())
                        .put(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
                if (!killed && System.nanoTime() >= end) {
                    writer.destroyForcibly();
                    killed = true;
                }
                line = nextLine(said);
            }
        } finally {
            writer.destroyForcibly();
        }
        assertTrue(writer.waitFor(30, TimeUnit.SECONDS), "It does not die");
        return lines;
    }

    /** A line that was written whole. */
    private static @Nullable String nextLine(BufferedReader said) {
        try {
            String line = said.readLine();
            return line == null || !line.endsWith(".") ? null : line.substring(0, line.length() - 1);
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * An acknowledged write, or one after it that nobody was told of any more; in a batched store perhaps an earlier one.
     *
     * @param end when the last write was acknowledged
     * @return how many nanoseconds before that the oldest write was acknowledged that is lost
     */
    private static long check(
            Store<String> store,
            Durability durability,
            Map<String, NavigableMap<Long, Long>> acknowledged,
            long end,
            String told) {
        long oldestLost = 0;
        for (Map.Entry<String, NavigableMap<Long, Long>> each : acknowledged.entrySet()) {
            String key = each.getKey();
            StoredEntry found = store.find(key);
            long number = -1;
            if (found != null) {
                String[] parts = found.value().toString().split(" ");
                assertEquals(key, parts[0], told);
                number = Long.parseLong(parts[1]);
            }
            Map.Entry<Long, Long> lost = each.getValue().higherEntry(number);
            if (lost != null) {
                long age = end - lost.getValue();
                oldestLost = Math.max(oldestLost, age);
                assertTrue(
                        durability == Durability.BATCHED && age <= LONGEST_LOSS_NANOS,
                        told + ": lost " + key + "=" + lost.getKey() + ", has " + number + ", acknowledged "
                                + TimeUnit.NANOSECONDS.toMillis(age) + " ms before the last");
            }
            each.getValue().clear();
            if (found != null) {
                each.getValue().put(number, end);
            }
        }
        return oldestLost;
    }

    private FileFixture file() {
        return new FileFixture(directory.resolve("killed.db"), InstantSource.system());
    }

    private static Store<String> store(Storage storage, Durability durability) {
        Codecs codecs = Codecs.of(KilledProcessTest.class.getClassLoader());
        return storage.open("a", Bounds.ofEntries(1_000_000), durability, codecs, evicted -> {});
    }

    /** The process that is killed: says each key and number when they are kept. Goes on from one process to the next. */
    public static void main(String[] args) {
        Storage storage = new FileFixture(Path.of(args[0]), InstantSource.system()).open();
        // The first commits of a process take as long as it takes to load what they need, which is not what is
        // measured.
        try (Store<String> warm = storage.open(
                "warm",
                Bounds.ofEntries(10),
                Durability.COMMITTED,
                Codecs.of(KilledProcessTest.class.getClassLoader()),
                evicted -> {})) {
            for (int i = 0; i < 500; i++) {
                FileTest.keep(warm, "k", FileTest.entry(i));
            }
        }
        Store<String> store = store(storage, Durability.valueOf(args[1]));
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            new Thread(() -> {
                        for (long number = System.nanoTime(); ; number++) {
                            String key = thread + "-" + number % KEYS;
                            String value = key + " " + number + " " + "x".repeat((int) (number % 3_000));
                            store.update(key, slot -> {
                                slot.keep(new StoredEntry(value, System.currentTimeMillis(), StoredEntry.ETERNAL));
                                return true;
                            });
                            say(key + " " + number + " " + System.nanoTime());
                        }
                    })
                    .start();
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line + ".");
        System.out.flush();
    }
}
