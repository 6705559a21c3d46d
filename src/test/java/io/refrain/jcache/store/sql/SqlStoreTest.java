package io.refrain.jcache.store.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.store.Bounds;
import io.refrain.jcache.store.Durability;
import io.refrain.jcache.store.ManualClock;
import io.refrain.jcache.store.Storage;
import io.refrain.jcache.store.Store;
import io.refrain.jcache.store.StoreContract;
import io.refrain.jcache.store.StoreException;
import io.refrain.jcache.store.StoredEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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
        return open(path, Duration.ofSeconds(30));
    }

    private Storage open(Path path, Duration busyTimeout) {
        return SqlStorage.open(path, SESSIONS, SqliteOptions.DEFAULTS.withBusyTimeout(busyTimeout), clock);
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
    void touch_ofOneEntryAgainAndAgain_writesNothing() throws Exception {
        keep("k", "v");
        StoredEntry found = store.find("k");
        assertNotNull(found);
        for (int i = 1; i < 2 * Touches.MOST; i++) {
            store.touch("k", found, NOW + i);
        }
        assertEquals("0", sql("select count(expires_at) from cache_entry"));
    }

    @Test
    void touch_ofManyEntries_isWrittenInTheBackground() throws Exception {
        touchMany();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (sql("select count(expires_at) from cache_entry").equals("0") && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertNotEquals("0", sql("select count(expires_at) from cache_entry"));
    }

    @Test
    void touch_whenTheFileIsLocked_failsNoRead() throws Exception {
        store.close();
        storage.close();
        storage = open(file(), Duration.ofMillis(1));
        store = open("a", 10_000);
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            keep("k", "v");
            statement.execute("begin immediate");
            for (int i = 0; i < 2 * Touches.MOST; i++) {
                store.touch("key " + i, entry("v"), NOW + 9);
            }
            assertEquals("v", value("k"));
            statement.execute("rollback");
        }
    }

    private void touchMany() {
        List<String> keys =
                IntStream.range(0, Touches.MANY + 1).mapToObj(i -> "key " + i).toList();
        store.updateAll(keys, slots -> {
            keys.forEach(key -> slots.apply(key).keep(entry("v")));
            return true;
        });
        keys.forEach(key -> store.touch(key, entry("v"), NOW + 9));
    }

    @Test
    void keep_beyondTheBound_forgetsWhatWasNotUsedForLongest() {
        try (Store<String> small = open("small", 10)) {
            for (int i = 0; i < 10; i++) {
                keep(small, "key " + i);
                clock.advance(Duration.ofSeconds(1));
            }
            StoredEntry used = small.find("key 0");
            assertNotNull(used);
            small.touch("key 0", used, NOW + 1_000_000);
            clock.advance(Duration.ofSeconds(1));
            keep(small, "key 10");
            assertNotNull(small.find("key 0"));
            assertNull(small.find("key 1"));
            assertNotNull(small.find("key 10"));
            assertEquals(10, small.size());
            assertEquals(1, evictions.get());
        }
    }

    @Test
    void updateAll_beyondTheBoundAgainAndAgain_staysNearIt() {
        try (Store<String> small = open("small", 100)) {
            for (int round = 0; round < 5; round++) {
                int first = 400 * round;
                List<String> keys = IntStream.range(first, first + 400)
                        .mapToObj(i -> "key " + i)
                        .toList();
                small.updateAll(keys, slots -> {
                    keys.forEach(key -> slots.apply(key).keep(entry("v")));
                    return true;
                });
            }
            assertEquals(100, small.size());
        }
    }

    @Test
    void keep_beyondTheBoundByManyThreads_forgetsNoMoreThanItMust() throws Exception {
        try (Store<String> small = open("small", 100)) {
            AtomicInteger next = new AtomicInteger();
            inParallel(() -> {
                for (int i = 0; i < 50; i++) {
                    keep(small, "key " + next.getAndIncrement());
                }
                return true;
            });
            assertEquals(100, small.size());
            assertEquals("100", sql("select count(*) from cache_entry where cache = 'small'"));
            assertEquals(300, evictions.get());
        }
    }

    private void keep(Store<String> into, String key) {
        into.update(key, slot -> {
            slot.keep(new StoredEntry("v", clock.millis(), StoredEntry.ETERNAL));
            return true;
        });
    }

    @Test
    void update_whoseActionThrowsAfterItChanged_undoesIt() {
        keep("k", "before");
        assertThrows(
                ArithmeticException.class,
                () -> store.update("k", slot -> {
                    slot.keep(entry("after"));
                    throw new ArithmeticException();
                }));
        assertEquals("before", value("k"));
        assertEquals(1, store.size());
    }

    @Test
    void update_ofEqualBytesByManyThreads_isAtomic() throws Exception {
        try (Store<byte[]> bytes =
                storage.open("bytes", Bounds.ofEntries(10), Durability.COMMITTED, codecs, evictions::addAndGet)) {
            inParallel(() -> countUp(bytes, () -> new byte[] {1, 2, 3}, 50));
            StoredEntry found = bytes.find(new byte[] {1, 2, 3});
            assertNotNull(found);
            assertEquals(400, found.value());
        }
    }

    @Test
    void update_throughTwoStoragesOfOneFile_isAtomic() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), file());
        try (Storage second = open(link);
                Store<String> other =
                        second.open("a", Bounds.ofEntries(10), Durability.COMMITTED, codecs, evictions::addAndGet)) {
            AtomicInteger turn = new AtomicInteger();
            inParallel(() -> countUp(turn.getAndIncrement() % 2 == 0 ? store : other, () -> "counter", 50));
            assertEquals(400, value("counter"));
            assertEquals(1, store.size());
            assertEquals(1, other.size());
        }
        keep("k", "v");
        assertEquals(2, store.size());
    }

    private static <K> boolean countUp(Store<K> into, Supplier<K> key, int rounds) {
        for (int i = 0; i < rounds; i++) {
            into.update(key.get(), slot -> {
                StoredEntry before = slot.current();
                slot.keep(entry(before == null ? 1 : (Integer) before.value() + 1));
                return true;
            });
        }
        return true;
    }

    @Test
    void write_whileAnotherHoldsTheFile_saysSoAndWorksAgainLater() throws Exception {
        keep("before", "v");
        store.close();
        storage.close();
        storage = open(file(), Duration.ofMillis(20));
        store = open("a", 1_000);
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("begin immediate");
            StoreException refusal = assertThrows(StoreException.class, () -> keep("k", "v"));
            assertContains(file().toString(), refusal);
            assertContains("Another process uses it", refusal);
            assertEquals("v", value("before"));
            assertEquals(1, store.size());
            statement.execute("rollback");
        }
        assertNull(store.find("k"));
        keep("k", "v");
        assertEquals("v", value("k"));
        assertEquals(2, store.size());
    }

    @Test
    void write_committed_leavesTheFileToOthers() throws Exception {
        keep("k", "v");
        assertEquals("", sql("begin immediate"));
    }

    @Test
    void close_thenFind_isRefused() {
        store.close();
        storage.close();
        assertThrows(IllegalStateException.class, () -> store.find("k"));
        storage = open();
        store = open("a", 1_000);
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "value_codec = 'long'",
                "value_codec = 'no such codec'",
                "value_text = 'wrong'",
                "value_text = null",
                "value_text = null, value_data = x'00'",
                "written_at = written_at + 1",
                "written_at = 'not a time'",
                "checksum = 'not a sum'",
                "id = 7"
            })
    void find_ofADamagedRow_isAbsentAndCanBeKeptAgain(String damage) throws Exception {
        keep("k", "answer");
        sql("update cache_entry set " + damage);
        assertNull(store.find("k"));
        keep("k", "healed");
        assertEquals("healed", value("k"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache = 'b'", "key_codec = 'long'", "key_text = 'other'", "key_text = null"})
    void find_ofARowWhoseKeyIsDamaged_givesTheValueThatItsChecksumProves(String damage) throws Exception {
        keep("k", "answer");
        sql("update cache_entry set " + damage);
        assertEquals("answer", value("k"));
        assertEquals(Map.of(), all());
    }

    @Test
    void find_ofAnotherKeyWithTheSameId_isAbsentAndTheLaterWriteWins() throws Exception {
        keep("k", "v");
        long id = Long.parseLong(sql("select id from cache_entry"));
        long salt = Long.parseLong(sql("select salt from cache_file"));
        Rows<String> rows = new Rows<>("b", codecs, salt);
        EntryRow row = rows.row(rows.key("other"), entry("theirs"));
        row.id = id;
        sql("update cache_entry set cache = 'b', key_text = 'other', value_text = 'theirs', checksum = "
                + Checksum.of(salt, row));
        assertNull(store.find("k"));
        assertEquals(Map.of(), all());
        assertEquals(0, ((SqlStore<String>) store).unreadable());
        keep("k", "mine");
        assertEquals("mine", value("k"));
        assertEquals("1", sql("select count(*) from cache_entry"));
    }

    @Test
    void entries_withADamagedOne_givesTheOthers() throws Exception {
        keep("good", "v");
        keep("bad", "v");
        sql("update cache_entry set checksum = checksum + 1 where key_text = 'bad'");
        assertEquals(Map.of("good", "v"), all());
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
        for (String name : new String[] {"refrain.db", "refrain.db-wal", "refrain.db-shm", "refrain.db-owner"}) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))),
                    name);
        }
    }

    @Test
    void open_ofANewFile_marksItAsOurs() throws Exception {
        assertEquals("3", sql("pragma user_version"));
        assertEquals(String.valueOf(0x5266724E), sql("pragma application_id"));
        assertEquals("2", sql("pragma auto_vacuum"), "incremental");
        assertEquals("wal", sql("pragma journal_mode"));
    }

    @Test
    void open_byManyAtOnce_works() throws Exception {
        Path path = directory.resolve("new.db");
        inParallel(() -> {
            open(path).close();
            return true;
        });
        assertTrue(Files.size(path) > 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                RowSession.DROP_EXPIRED,
                RowSession.LEAST_RECENTLY_USED,
                "select id from cache_entry where cache = :cache",
                RowSession.TOTAL
            })
    void statement_besideThoseById_goesByAnIndex(String statement) throws Exception {
        List<String> plan = new ArrayList<>();
        try (Connection connection = connect();
                Statement explain = connection.createStatement();
                ResultSet steps = explain.executeQuery("explain query plan " + statement)) {
            while (steps.next()) {
                plan.add(steps.getString("detail"));
            }
        }
        String index =
                switch (statement) {
                    case RowSession.DROP_EXPIRED ->
                        "cache_entry USING COVERING INDEX cache_entry_by_expiry (cache=? AND expires_at<?)";
                    case RowSession.TOTAL -> "cache_total USING PRIMARY KEY (cache=?)";
                    case RowSession.LEAST_RECENTLY_USED -> "cache_entry USING INDEX cache_entry_by_access (cache=?)";
                    default -> "cache_entry USING COVERING INDEX cache_entry_by_access (cache=?)";
                };
        assertTrue(plan.contains("SEARCH " + index), plan::toString);
        assertTrue(plan.stream().noneMatch(step -> step.contains("SCAN") || step.contains("TEMP")), plan::toString);
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
                var other = opened.<String>open("a", Bounds.ofEntries(5), Durability.COMMITTED, codecs, n -> {})) {
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
        byte[] before = Files.readAllBytes(path);
        CacheException refusal = assertThrows(CacheException.class, () -> open(path));
        assertContains("another application", refusal);
        assertArrayEquals(before, Files.readAllBytes(path));
    }

    @Test
    void open_ofANewerSchema_refuses() throws Exception {
        sql("pragma user_version = 99");
        store.close();
        storage.close();
        CacheException refusal = assertThrows(CacheException.class, this::open);
        assertContains("newer version of Refrain", refusal);
        sql("pragma user_version = 3");
        storage = open();
        store = open("a", 10);
    }

    private static void assertContains(String expected, Exception e) {
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(expected), message);
    }

    /** Runs a statement beside the store; gives the first column of the first row, if there is one. */
    private String sql(String sql) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet result = statement.getResultSet()) {
                return result.next() ? result.getString(1) : "";
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }

    private Store<String> open(Durability durability, Bounds bounds) {
        return storage.open("d", bounds, durability, codecs, evictions::addAndGet);
    }

    private static void keep(Store<String> store, String key, Object value) {
        store.update(key, slot -> {
            slot.keep(entry(value));
            return true;
        });
    }

    private static Object valueIn(Store<String> store, String key) {
        StoredEntry found = store.find(key);
        return found == null ? "nothing" : found.value();
    }

    @Test
    void keep_batched_isSeenAtOnceAndWrittenWithinTheWindow() throws Exception {
        try (Store<String> batched = open(Durability.BATCHED, Bounds.ofEntries(1_000))) {
            keep(batched, "k", "first");
            keep(batched, "k", "second");
            keep(batched, "dropped", "v");
            batched.update("dropped", slot -> {
                slot.drop();
                return true;
            });
            assertEquals("second", valueIn(batched, "k"));
            assertEquals("nothing", valueIn(batched, "dropped"));

            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (sql("select count(*) from cache_entry").equals("0") && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertEquals("second", sql("select group_concat(value_text) from cache_entry"));
            assertEquals("second", valueIn(batched, "k"));
        }
    }

    @Test
    void entries_batched_areThoseThatReadsFind() {
        try (Store<String> batched = open(Durability.BATCHED, Bounds.ofEntries(1_000))) {
            keep(batched, "k", "v");
            assertEquals("k", batched.entries().next().key());
            keep(batched, "l", "v");
            batched.clear();
            assertFalse(batched.entries().hasNext());
            assertEquals("nothing", valueIn(batched, "l"));
        }
    }

    @Test
    void close_batched_writesWhatWaits() throws Exception {
        try (Store<String> batched = open(Durability.BATCHED, Bounds.ofEntries(1_000))) {
            keep(batched, "k", "v");
        }
        assertEquals("v", sql("select value_text from cache_entry"));
    }

    @Test
    void keep_batchedWhileTheFileIsLocked_isSeenAndWrittenWhenItIsFree() throws Exception {
        store.close();
        storage.close();
        storage = open(file(), Duration.ofMillis(1));
        try (Store<String> batched = open(Durability.BATCHED, Bounds.ofEntries(1_000))) {
            try (Connection other = connect();
                    Statement lock = other.createStatement()) {
                lock.execute("begin immediate");
                keep(batched, "k", "v");
                assertEquals("k", batched.entries().next().key());
                assertEquals("v", valueIn(batched, "k"));
                lock.execute("rollback");
            }
            assertEquals("k", batched.entries().next().key());
        }
        assertEquals("v", sql("select value_text from cache_entry"));
    }

    @Test
    void keep_synced_isWrittenAsOthersAre() {
        try (Store<String> synced = open(Durability.SYNCED, Bounds.ofEntries(1_000))) {
            keep(synced, "k", "v");
            assertEquals("v", valueIn(synced, "k"));
            keep("committed beside it", "v");
            assertEquals("v", value("committed beside it"));
        }
    }

    @Test
    void keep_beyondMaxBytes_evictsUntilTheyFit() throws Exception {
        long bound = 100_000;
        try (Store<String> bounded = open(Durability.COMMITTED, new Bounds(1_000_000, bound))) {
            for (int i = 0; i < 500; i++) {
                keep(bounded, "key " + i, "v".repeat(100 + i * 37 % 1_900));
                long bytes = Long.parseLong(
                        sql("select total(byte_size) from cache_entry").replace(".0", ""));
                assertTrue(bytes <= bound, "has " + bytes);
            }
            long rows = Long.parseLong(sql("select count(*) from cache_entry"));
            assertTrue(rows > 50, "has " + rows);
            assertEquals(500 - rows, evictions.get());
        }
    }

    @Test
    void keep_ofMoreThanMaxBytes_leavesNothingNotEvenTheOldOne() {
        try (Store<String> bounded = open(Durability.COMMITTED, new Bounds(1_000, 1_000))) {
            keep(bounded, "k", "small");
            keep(bounded, "k", "v".repeat(1_001));
            assertEquals("nothing", valueIn(bounded, "k"));
            assertEquals(1, evictions.get());
        }
    }

    @Test
    void keep_againWithinAMinute_leavesItsPlaceAndLaterMovesIt() throws Exception {
        try (Store<String> crowded = open("crowded", 2)) {
            keepAt(crowded, NOW, "first");
            keepAt(crowded, NOW + 59_999, "second, which is longer");
            assertEquals(String.valueOf(NOW), sql("select accessed_at from cache_entry"));
            assertEquals("second, which is longer", valueIn(crowded, "k"));
            keepAt(crowded, NOW + 60_000, "third");
            assertEquals(String.valueOf(NOW + 60_000), sql("select accessed_at from cache_entry"));
            assertEquals("third", valueIn(crowded, "k"));
        }
    }

    @Test
    void keep_againWhileThereIsPlentyOfRoom_leavesItsPlace() throws Exception {
        keepAt(store, NOW, "first");
        keepAt(store, NOW + 1_000_000, "second");
        assertEquals(String.valueOf(NOW), sql("select accessed_at from cache_entry"));
        assertEquals("second", value("k"));
    }

    private static void keepAt(Store<String> store, long time, String value) {
        store.update("k", slot -> {
            slot.keep(new StoredEntry(value, time, StoredEntry.ETERNAL));
            return true;
        });
    }

    @Test
    void size_afterAnyChanges_isWhatIsThere() throws Exception {
        try (Store<String> other = open("other", 1_000)) {
            Random random = new Random(1);
            for (int i = 0; i < 300; i++) {
                Store<String> one = random.nextBoolean() ? store : other;
                String key = "k" + random.nextInt(20);
                if (random.nextInt(3) == 0) {
                    one.update(key, slot -> {
                        slot.drop();
                        return true;
                    });
                } else {
                    long deadline = random.nextBoolean() ? StoredEntry.ETERNAL : NOW + 1_000_000;
                    StoredEntry kept = new StoredEntry("v".repeat(random.nextInt(9)), NOW, deadline);
                    one.update(key, slot -> {
                        slot.keep(kept);
                        return true;
                    });
                }
            }
            other.clear();
            assertEquals(0, other.size());
            assertEquals(sql("select count(*) from cache_entry where cache = 'a'"), String.valueOf(store.size()));
            assertEquals(
                    sql("select sum(byte_size) from cache_entry"), sql("select group_concat(bytes) from cache_total"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes = 1000000000000000", "bytes = -1000000", "entries = 1000000000", "entries = -5"})
    void keep_afterTheTotalWasDamaged_countsAnew(String damage) throws Exception {
        try (Store<String> bounded = open(Durability.COMMITTED, new Bounds(1_000, 1_000_000))) {
            keep(bounded, "k", "v");
            sql("update cache_total set " + damage);
            keep(bounded, "k", "v2");
            keep(bounded, "other", "v3");
            assertEquals("v3", valueIn(bounded, "other"));
            assertEquals(
                    sql("select count(*) || ' ' || sum(byte_size) from cache_entry"),
                    sql("select entries || ' ' || bytes from cache_total"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void open_ofAFileOfAnOlderVersion_bringsItUpToDateWithWhatIsInIt(int version) throws Exception {
        keep("k", "v");
        store.close();
        storage.close();
        String size = version == 1 ? "" : ", byte_size";
        for (String statement : List.of(
                "drop trigger cache_entry_added",
                "drop trigger cache_entry_gone",
                "drop trigger cache_entry_resized",
                "drop table cache_total",
                "drop table cache_file",
                "drop index cache_entry_by_access",
                "create index cache_entry_by_access on cache_entry (cache, accessed_at" + size + ")",
                "drop index cache_entry_by_expiry",
                "create index cache_entry_by_expiry on cache_entry (cache, expires_at" + size
                        + ") where expires_at is not null",
                "pragma user_version = " + version)) {
            sql(statement);
        }
        Rows<String> rows = new Rows<>("a", codecs, 0);
        sql("update cache_entry set checksum = " + rows.row(rows.key("k"), entry("v")).checksum);

        storage = open();
        store = open("a", 1_000);

        assertEquals("v", value("k"));
        assertEquals(1, store.size());
        keep("k", "new");
        assertEquals("new", value("k"));
        assertEquals("3", sql("pragma user_version"));
        assertEquals(
                "create index cache_entry_by_access on cache_entry (cache, accessed_at)",
                sql("select sql from sqlite_schema where name = 'cache_entry_by_access'")
                        .toLowerCase(Locale.ROOT));
    }
}
