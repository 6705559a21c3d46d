package io.refrain.jcache.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.store.ManualClock;
import io.refrain.jcache.store.Storage;
import io.refrain.jcache.store.StoreContract;
import io.refrain.jcache.store.StoredEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import javax.cache.CacheException;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStoreTest extends StoreContract {
    private static final SessionFactory SESSIONS = new StandaloneSessionFactory().create();

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();

    @AfterAll
    static void closeSessions() {
        SESSIONS.close();
    }

    @Override
    protected Storage open() {
        return open(file());
    }

    private Storage open(Path path) {
        return SqlStorage.open(path, SESSIONS, Duration.ofSeconds(5), clock);
    }

    private Path file() {
        return directory.resolve("refrain.db");
    }

    private void reopen() {
        store.close();
        storage.close();
        storage = open();
        store = open("a", 1_000);
    }

    @Test
    void find_afterReopening_givesWhatWasKept() {
        keep("k", "v");
        reopen();
        assertEquals("v", value("k"));
        assertEquals(1, store.size());
    }

    @Test
    void findWithoutBlocking_ofAnEntry_isNullSinceItWouldReadTheFile() {
        keep("k", "v");
        assertNull(store.findWithoutBlocking("k"));
    }

    @Test
    void touch_beforeReopening_isStillThere() {
        keep("k", "v");
        StoredEntry found = store.find("k");
        assertNotNull(found);
        store.touch("k", found, NOW + 9);
        reopen();
        StoredEntry again = store.find("k");
        assertNotNull(again);
        assertEquals(NOW + 9, again.expiresAt());
    }

    @Test
    void touch_manyTimes_isWrittenInBatches() throws Exception {
        keep("k", "v");
        StoredEntry found = store.find("k");
        assertNotNull(found);
        for (int i = 1; i < Touches.MOST; i++) {
            store.touch("k", found, NOW + i);
        }
        assertEquals("null", sql("select coalesce(max(expires_at), 'null') from cache_entry"));
    }

    @Test
    void destroy_ofACacheThatIsNotOpen_deletesItsRowsOnly() {
        keep("k", "v");
        store.close();
        try (var other = open("b", 10)) {
            other.update("k", slot -> {
                slot.keep(entry("b's"));
                return true;
            });
            storage.destroy("a");
            assertNotNull(other.find("k"));
        }
        store = open("a", 10);
        assertNull(store.find("k"));
    }

    @Test
    void find_ofADamagedValue_isAbsentAndCounted() throws Exception {
        keep("k", "answer");
        sql("update cache_entry set value_text = 'wrong'");
        assertNull(store.find("k"));
        assertEquals(1, ((SqlStore<String>) store).unreadable());
        keep("k", "healed");
        assertEquals("healed", value("k"));
    }

    @Test
    void find_ofARowWhoseKeyIsAnothers_isAbsent() throws Exception {
        keep("k", "v");
        sql("update cache_entry set key_text = 'other'");
        assertNull(store.find("k"));
    }

    @Test
    void entries_withADamagedOne_givesTheOthers() throws Exception {
        keep("good", "v");
        keep("bad", "v");
        sql("update cache_entry set checksum = checksum + 1 where key_text = 'bad'");
        assertEquals(java.util.Map.of("good", "v"), all());
    }

    @Test
    void keep_ofText_canBeReadWithAnySqliteTool() throws Exception {
        keep("question", "answer");
        assertEquals("a|question|answer", sql("select cache || '|' || key_text || '|' || value_text from cache_entry"));
    }

    @Test
    void write_asTimeGoesOn_sweepsWhatHasExpired() {
        for (int i = 0; i < 40; i++) {
            String key = "short-lived " + i;
            store.update(key, slot -> {
                slot.current();
                slot.keep(new StoredEntry("v", NOW, NOW + 1_000));
                return true;
            });
        }
        clock.advance(Duration.ofSeconds(2));
        for (int i = 0; i < 16; i++) {
            keep("eternal", "v" + i);
        }
        assertEquals(1, all().size());
    }

    @Test
    void open_ofANewFile_isForItsOwnerOnly() throws Exception {
        keep("k", "v");
        for (String name : new String[] {"refrain.db", "refrain.db-wal", "refrain.db-shm"}) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))),
                    name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with space.db",
                "percent%20.db",
                "question?mode=memory.db",
                "hash#1.db",
                "ümläut-日本.db",
                "new/dir/x.db"
            })
    void open_ofAFileOfAnyName_createsExactlyThat(String name) throws Exception {
        Path path = directory.resolve(name);
        try (Storage opened = open(path);
                var other = opened.<String>open("a", new io.refrain.jcache.store.Bounds(5), codecs, n -> {})) {
            other.update("k", slot -> {
                slot.keep(entry("v"));
                return true;
            });
        }
        assertTrue(Files.size(path) > 0);
    }

    @Test
    void open_ofADirectory_saysSo() {
        CacheException refusal = assertThrows(CacheException.class, () -> open(directory));
        assertContains(directory + " is a directory", refusal);
    }

    @Test
    void open_ofNoDatabase_saysWhatToDo() throws Exception {
        Path path = Files.writeString(directory.resolve("notes.txt"), "These are my notes. ".repeat(100));
        CacheException refusal = assertThrows(CacheException.class, () -> open(path));
        assertContains(path.toString(), refusal);
        assertContains("Move the file away", refusal);
    }

    @Test
    void open_ofAnotherApplicationsDatabase_refusesAndLeavesIt() throws Exception {
        Path path = directory.resolve("theirs.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = connection.createStatement()) {
            statement.execute("create table theirs (x)");
        }
        CacheException refusal = assertThrows(CacheException.class, () -> open(path));
        assertContains("another application", refusal);
    }

    @Test
    void open_ofANewerSchema_refuses() throws Exception {
        sql("pragma user_version = 99");
        store.close();
        storage.close();
        CacheException refusal = assertThrows(CacheException.class, this::open);
        assertContains("newer version of Refrain", refusal);
        sql("pragma user_version = 1");
        storage = open();
        store = open("a", 10);
    }

    private static void assertContains(String expected, Exception e) {
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(expected), message);
    }

    /** Runs a statement beside the store; gives the first column of the first row, if there is one. */
    private String sql(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet result = statement.getResultSet()) {
                return result.next() ? result.getString(1) : "";
            }
        }
    }
}
