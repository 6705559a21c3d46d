package io.refrain.jcache.internal.store.database.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.config.ServerAddress;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.HeldKeys;
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
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a process that is killed leaves in PostgreSQL: each round one writes from several threads, says what was acknowledged, and is killed at a random
 * moment while it holds keys; then another finds all of it, and waits for none of those keys. {@code -Dtests.kill.rounds=500} does it that many times
 * instead of a few.
 */
@NeedsPostgres
@Timeout(value = 2, unit = TimeUnit.HOURS)
class KilledClientTest {
    private static final int ROUNDS = Integer.getInteger("tests.kill.rounds", 3);
    private static final int THREADS = 4;
    private static final int KEYS = 50;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    @ParameterizedTest
    @EnumSource
    void keep_thenKilled_isThereForOthersWhoWaitForNoKey(Durability durability) throws Exception {
        long seed = Long.getLong("tests.kill.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<String, Long> acknowledged = new HashMap<>();
        long acknowledgements = 0;
        long slowest = 0;
        try (PostgresDatabase database = PostgresServer.shared().createDatabase()) {
            for (int round = 0; round < ROUNDS; round++) {
                acknowledgements += writeAndKill(database, durability, random.nextInt(700), acknowledged);
                try (Storage storage = open(database.jdbcUrl(), database.user(), database.password());
                        Store<String> store = store(storage, durability)) {
                    slowest = Math.max(slowest, check(store, acknowledged, "seed " + seed + ", round " + round));
                }
            }
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(slowest);
        System.out.println("Killed client: " + durability + ", " + ROUNDS + " rounds (seed " + seed + "), "
                + acknowledgements + " acknowledged writes: none wrong, none lost; the longest wait for a key was "
                + millis + " ms");
        assertTrue(acknowledgements > 0);
        assertTrue(millis <= LONGEST_WAIT.toMillis(), () -> "Waited for " + millis + " ms");
    }

    /** Lets a process write for some time; gives how many writes it acknowledged. */
    private static long writeAndKill(
            PostgresDatabase database, Durability durability, int millis, Map<String, Long> acknowledged)
            throws Exception {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledClientTest.class.getName(),
                        database.jdbcUrl(),
                        database.user(),
                        database.password(),
                        durability.name())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long lines = 0;
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            String line = nextLine(said);
            assertNotNull(line, "The process ended by itself");
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            boolean killed = false;
            while (line != null) {
                lines++;
                String[] parts = line.split(" ");
                acknowledged.merge(parts[0], Long.parseLong(parts[1]), Math::max);
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

    /** Writes each key anew at once, which was left with an acknowledged write or one that nobody was told of any more; gives the longest time that took. */
    private static long check(Store<String> store, Map<String, Long> acknowledged, String told) {
        long slowest = 0;
        for (Map.Entry<String, Long> each : acknowledged.entrySet()) {
            String key = each.getKey();
            long start = System.nanoTime();
            String found = store.update(key, slot -> {
                StoredEntry there = slot.current();
                assertNotNull(there, () -> told + ": lost " + key);
                slot.keep(there);
                return there.value().toString();
            });
            slowest = Math.max(slowest, System.nanoTime() - start);
            long number = Long.parseLong(found.split(" ")[1]);
            assertEquals(value(key, number), found, told);
            assertTrue(
                    number >= each.getValue(),
                    () -> told + ": lost " + key + "=" + each.getValue() + ", has " + number);
            each.setValue(number);
        }
        return slowest;
    }

    private static String value(String key, long number) {
        return key + " " + number + " " + "x".repeat((int) (number % 3_000));
    }

    private static Storage open(String jdbcUrl, String user, String password) {
        return new PostgresqlStorage()
                .open(
                        new ServerAddress(jdbcUrl, user, password, "the database of the killed", jdbcUrl),
                        PostgresFixture.sessions(),
                        PostgresFixture.settings(),
                        new HeldKeys(Duration.ofSeconds(10)),
                        InstantSource.system());
    }

    private static Store<String> store(Storage storage, Durability durability) {
        return storage.open(
                "a",
                Bounds.ofEntries(1_000_000),
                durability,
                Codecs.of(KilledClientTest.class.getClassLoader()),
                evicted -> {});
    }

    /** The process that is killed: says each key and number when they are kept. Goes on from one process to the next. */
    public static void main(String[] args) {
        Store<String> store = store(open(args[0], args[1], args[2]), Durability.valueOf(args[3]));
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            new Thread(() -> {
                        for (long number = System.nanoTime(); ; number++) {
                            String key = thread + "-" + number % KEYS;
                            String value = value(key, number);
                            boolean looks = number % 2 == 0;
                            store.update(key, slot -> {
                                if (looks) {
                                    slot.current();
                                    // Held meanwhile.
                                    LockSupport.parkNanos(
                                            ThreadLocalRandom.current().nextInt(5_000_000));
                                }
                                slot.keep(new StoredEntry(value, System.currentTimeMillis(), StoredEntry.ETERNAL));
                                return true;
                            });
                            say(key + " " + number);
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
