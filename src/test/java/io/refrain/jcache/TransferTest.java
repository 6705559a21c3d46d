package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import java.io.BufferedReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Taking entries elsewhere and back, on each persistent store; {@code -Dtests.transfer.entries=1000000} takes so many from a file to a server and back. */
class TransferTest {
    /** More than go into one transaction. */
    private static final int ENTRIES = Integer.getInteger("tests.transfer.entries", 2_500);

    @Nested
    class SqliteTest extends FileTransferContract {
        SqliteTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class TieredTest extends FileTransferContract {
        TieredTest() {
            super(Medium.TIERED);
        }
    }

    @Nested
    @NeedsPostgres
    class PostgresqlTest extends TransferContract {
        PostgresqlTest() {
            super(Medium.POSTGRESQL);
        }
    }

    @Nested
    @NeedsPostgres
    class PostgresqlTieredTest extends TransferContract {
        PostgresqlTieredTest() {
            super(Medium.POSTGRESQL_TIERED);
        }
    }

    @Nested
    @NeedsPostgres
    class FromAFileToAServerTest extends FileCaches {
        /** So that none is evicted. */
        private static final String[] ROOM = {"caches.\"texts\".max-entries", String.valueOf(2 * ENTRIES)};

        @Test
        void entries_fromAFileIntoPostgresqlAndBack_areTheSame() throws Exception {
            RefrainCacheManager file = (RefrainCacheManager) manager(provider, Medium.SQLITE, ROOM);
            Cache<String, String> texts = file.createCache("texts", strings());
            Map<String, String> some = new HashMap<>();
            for (int i = 0; i < ENTRIES; i++) {
                some.put("k" + i + "\u0000\ud83d", "v\u00e9 \u0000 " + i);
                if (some.size() == 1_000 || i == ENTRIES - 1) {
                    texts.putAll(some);
                    some.clear();
                }
            }
            Cache<String, byte[]> bytes = file.createCache(
                    "bytes", new MutableConfiguration<String, byte[]>().setTypes(String.class, byte[].class));
            bytes.put("b", new byte[] {0, -1});
            FakePolicy policy = new FakePolicy();
            policy.creation = FakePolicy.millis(100);
            file.createCache("mortal", by(policy, strings())).put("k", "v");
            Path exported = directory.resolve("of the file");
            Path back = directory.resolve("of the server");
            Path again = directory.resolve("of the file again");

            assertEquals(ENTRIES + 2, timed("out of SQLite", () -> file.exportEntries(exported)));
            RefrainCacheManager server = (RefrainCacheManager) manager(provider, Medium.POSTGRESQL, ROOM);
            assertEquals(ENTRIES + 2, timed("into PostgreSQL", () -> server.importEntries(exported)));
            assertEquals(ENTRIES + 2, timed("out of PostgreSQL", () -> server.exportEntries(back)));
            RefrainCacheManager other = (RefrainCacheManager) provider.getCacheManager(
                    Medium.SQLITE.uri(Files.createDirectory(directory.resolve("other"))),
                    null,
                    Medium.SQLITE.properties());
            assertEquals(ENTRIES + 2, timed("into SQLite", () -> other.importEntries(back)));
            assertEquals(ENTRIES + 2, timed("out of SQLite again", () -> other.exportEntries(again)));

            assertEquals(sum(exported), sum(back));
            assertEquals(sum(exported), sum(again));
            Cache<String, String> copied = server.createCache("texts", strings());
            assertEquals("v\u00e9 \u0000 7", copied.get("k7\u0000\ud83d"));
        }

        /** Of the digests of all lines, in whatever order: a million of them have no room in a small heap. */
        private static BigInteger sum(Path file) throws Exception {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            BigInteger sum = BigInteger.ZERO;
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    sum = sum.add(new BigInteger(1, digest.digest(line.getBytes(StandardCharsets.UTF_8))));
                }
            }
            return sum;
        }

        private static long timed(String what, LongSupplier moving) {
            long start = System.nanoTime();
            long moved = moving.getAsLong();
            System.out.printf("Transfer: %d entries %s in %.1f s%n", moved, what, (System.nanoTime() - start) / 1e9);
            return moved;
        }

        @Test
        void backUp_ofAServer_isRefusedAndSaysWhatToDo() {
            RefrainCacheManager server = (RefrainCacheManager) manager(provider, Medium.POSTGRESQL);

            CacheException refusal =
                    assertThrows(CacheException.class, () -> server.backUp(directory.resolve("backup")));

            assertTrue(refusal.toString().contains("export its entries"), refusal::toString);
            assertTrue(Files.notExists(directory.resolve("backup")));
        }
    }
}
