package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of a persistent cache whose file is damaged. {@code -Dtests.damage.rounds=500} damages it that many times instead of a few.
 */
class DamageTest {
    private static final int ROUNDS = Integer.getInteger("tests.damage.rounds", 40);
    private static final int ENTRIES = 300;

    @TempDir
    Path directory;

    @Test
    void get_afterRandomDamage_givesTheValueOrNothingAndNeverFails() throws IOException, SQLException {
        long seed = Long.getLong("tests.damage.seed", System.nanoTime());
        Path sound = sound("sound", DamageTest::value);
        Path other = sound("other", number -> "another file's " + value(number));
        Random random = new Random(seed);
        TreeMap<String, Integer> outcomes = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            Path copy = Files.createDirectory(directory.resolve("round" + round));
            copy(sound, copy);
            Damage damage = Damage.values()[round % Damage.values().length];
            damage.make(copy, other, random);
            String told = "seed " + seed + ", round " + round + ", " + damage;
            try {
                outcomes.merge(damage + ": " + use(copy, told), 1, Integer::sum);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(told, e);
            }
        }
        System.out.println("Damage: " + ROUNDS + " rounds (seed " + seed + "): no wrong value, no exception from get; "
                + outcomes);
    }

    /** Opens a cache, reads all of it, and writes if that can be done; twice. */
    private static String use(Path copy, String told) {
        String outcome = "";
        for (int time = 0; time < 2; time++) {
            try (RefrainCachingProvider provider = new RefrainCachingProvider(InstantSource.system());
                    Cache<String, String> cache = cache(provider, copy)) {
                int found = 0;
                for (int i = 0; i < ENTRIES; i++) {
                    String value = cache.get(key(i));
                    if (value != null) {
                        assertEquals(value(i), value, told);
                        found++;
                    }
                }
                try {
                    cache.put("new", "value");
                    assertEquals("value", cache.get("new"), told);
                    cache.remove("new");
                } catch (CacheException e) {
                    assertTrue(e.toString().contains(copy.toString()), e.toString());
                }
                outcome = found == ENTRIES ? "all" : found == 0 ? "none" : "some";
            } catch (CacheException e) {
                assertTrue(
                        e.toString().contains("cannot be used") || e.toString().contains("could not be"),
                        e.getMessage());
                outcome = "refused";
            }
        }
        return outcome;
    }

    @Test
    void open_ofADamagedFile_setsItAsideUnderAName() throws IOException {
        Path file = garbage();

        try (RefrainCachingProvider provider = new RefrainCachingProvider(InstantSource.system());
                Cache<String, String> cache = cache(provider, directory)) {
            cache.put("k", "v");
            assertEquals("v", cache.get("k"));
        }

        try (Stream<Path> files = Files.list(directory)) {
            List<Path> aside = files.filter(
                            each -> each.getFileName().toString().startsWith("cache.db.damaged-"))
                    .toList();
            assertEquals(1, aside.size());
            assertEquals("This is no database.", Files.readString(aside.get(0)));
        }
        assertTrue(Files.exists(file));
    }

    @Test
    void open_ofWhatNeverWasACache_isRefusedAndLeftAlone() throws IOException {
        Path file = Files.writeString(directory.resolve("cache.db"), "These are my notes. ".repeat(100));

        try (RefrainCachingProvider provider = new RefrainCachingProvider(InstantSource.system())) {
            CacheException refusal = assertThrows(CacheException.class, () -> cache(provider, directory));
            assertTrue(refusal.toString().contains("no SQLite file"), refusal::toString);
        }

        assertTrue(Files.readString(file).startsWith("These are my notes."));
    }

    @Test
    void open_ofADamagedFileWithOnDamageFail_isRefusedAndLeftAlone() throws IOException {
        Path file = garbage();
        Properties properties = new Properties();
        properties.setProperty("refrain.sqlite.on-damage", "fail");

        try (RefrainCachingProvider provider = new RefrainCachingProvider(InstantSource.system())) {
            CacheManager manager = provider.getCacheManager(Medium.TIERED.uri(directory), null, properties);
            CacheException refusal = assertThrows(
                    CacheException.class, () -> manager.createCache("c", new MutableConfiguration<String, String>()));
            assertTrue(refusal.toString().contains("refrain.sqlite.on-damage=start-empty"), refusal::toString);
        }

        assertEquals("This is no database.", Files.readString(file));
    }

    @Test
    void open_ofAFileOfANewerVersion_isRefusedAndLeftAlone() throws IOException, SQLException {
        copy(sound("sound", DamageTest::value), directory);
        Path file = directory.resolve("cache.db");
        execute(file, "pragma user_version = 9999");

        try (RefrainCachingProvider provider = new RefrainCachingProvider(InstantSource.system())) {
            CacheException refusal = assertThrows(CacheException.class, () -> cache(provider, directory));
            assertTrue(refusal.toString().contains("another version of Refrain"), refusal::toString);
        }

        execute(file, "pragma user_version = 1");
        assertEquals("all", use(directory, "as before"));
    }

    /** Something in the place of a file that was in use. */
    private Path garbage() throws IOException {
        try (RefrainCachingProvider provider = new RefrainCachingProvider(InstantSource.system())) {
            cache(provider, directory).put("k", "v");
        }
        return Files.writeString(directory.resolve("cache.db"), "This is no database.");
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A directory with a file as a killed process leaves it: some of it in the log only. */
    private Path sound(String name, IntFunction<String> values) throws IOException, SQLException {
        Path open = Files.createDirectory(directory.resolve("open" + name));
        Path sound = Files.createDirectory(directory.resolve(name));
        try (RefrainCachingProvider provider = new RefrainCachingProvider(InstantSource.system());
                Cache<String, String> cache = cache(provider, open)) {
            for (int i = 0; i < ENTRIES; i++) {
                cache.put(key(i), values.apply(i));
                if (i == ENTRIES / 2) {
                    execute(open.resolve("cache.db"), "pragma wal_checkpoint(passive)");
                }
            }
            copy(open, sound);
        }
        return sound;
    }

    private static void copy(Path from, Path to) throws IOException {
        for (String name : List.of("cache.db", "cache.db-wal", "cache.db-shm", "cache.db-owner")) {
            if (Files.exists(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static Cache<String, String> cache(RefrainCachingProvider provider, Path directory) {
        CacheManager manager = provider.getCacheManager(Medium.SQLITE.uri(directory), null, Medium.SQLITE.properties());
        return manager.createCache(
                "c", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
    }

    private static String key(int i) {
        return "key " + i;
    }

    private static String value(int i) {
        return ("value " + i + ", ").repeat(1 + i * 7 % 400);
    }

    /** What happens to the file. */
    enum Damage {
        FLIPPED_BYTES("cache.db"),
        FLIPPED_BYTES_OF_THE_LOG("cache.db-wal"),
        TRUNCATED("cache.db"),
        TRUNCATED_LOG("cache.db-wal"),
        LOG_MISSING("cache.db-wal"),
        LOG_OF_ANOTHER_FILE("cache.db-wal"),
        GARBAGE("cache.db"),
        ONE_PAGE_OVERWRITTEN("cache.db"),
        FIRST_PAGE_FLIPPED("cache.db");

        private final String name;

        Damage(String name) {
            this.name = name;
        }

        /** @param other another file's directory */
        void make(Path directory, Path other, Random random) throws IOException {
            Path file = directory.resolve(name);
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                long length = bytes.length();
                switch (this) {
                    case FLIPPED_BYTES, FLIPPED_BYTES_OF_THE_LOG ->
                        flip(bytes, length, 1 + random.nextInt(200), random);
                    case FIRST_PAGE_FLIPPED -> flip(bytes, Math.min(length, 4_096), 1 + random.nextInt(3), random);
                    case TRUNCATED, TRUNCATED_LOG -> bytes.setLength(random.nextLong(length + 1));
                    case GARBAGE -> write(bytes, 0, (int) length, random);
                    case ONE_PAGE_OVERWRITTEN ->
                        write(bytes, random.nextLong(1 + length / 4_096) * 4_096, 4_096, random);
                    case LOG_MISSING, LOG_OF_ANOTHER_FILE -> {}
                }
            }
            if (this == LOG_MISSING) {
                Files.delete(file);
            } else if (this == LOG_OF_ANOTHER_FILE) {
                Files.copy(other.resolve(name), file, StandardCopyOption.REPLACE_EXISTING);
            }
        }

        private static void flip(RandomAccessFile bytes, long length, int times, Random random) throws IOException {
            for (int i = 0; length > 0 && i < times; i++) {
                write(bytes, random.nextLong(length), 1, random);
            }
        }

        private static void write(RandomAccessFile bytes, long at, int length, Random random) throws IOException {
            byte[] garbage = new byte[length];
            random.nextBytes(garbage);
            bytes.seek(at);
            bytes.write(garbage);
        }
    }
}
