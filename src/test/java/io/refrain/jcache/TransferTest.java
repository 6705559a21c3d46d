package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Taking entries elsewhere and back, on each persistent store. */
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
        @Test
        void entries_fromAFileIntoPostgresqlAndBack_areTheSame() throws Exception {
            RefrainCacheManager file = (RefrainCacheManager) manager(provider, Medium.SQLITE);
            Cache<String, String> texts = file.createCache("texts", strings());
            for (int i = 0; i < ENTRIES; i++) {
                texts.put("k" + i + "\u0000\ud83d", "v\u00e9 \u0000 " + i);
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

            assertEquals(ENTRIES + 2, file.exportEntries(exported));
            RefrainCacheManager server = (RefrainCacheManager) manager(provider, Medium.POSTGRESQL);
            assertEquals(ENTRIES + 2, server.importEntries(exported));
            assertEquals(ENTRIES + 2, server.exportEntries(back));
            RefrainCacheManager other = (RefrainCacheManager) provider.getCacheManager(
                    Medium.SQLITE.uri(Files.createDirectory(directory.resolve("other"))),
                    null,
                    Medium.SQLITE.properties());
            assertEquals(ENTRIES + 2, other.importEntries(back));
            assertEquals(ENTRIES + 2, other.exportEntries(again));

            assertEquals(lines(exported), lines(back));
            assertEquals(lines(exported), lines(again));
            Cache<String, String> copied = server.createCache("texts", strings());
            assertEquals("v\u00e9 \u0000 7", copied.get("k7\u0000\ud83d"));
        }

        private static List<String> lines(Path file) throws Exception {
            return Files.readAllLines(file).stream().sorted().toList();
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
