package io.refrain.jcache.internal.store.database.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.config.OnDamage;
import io.refrain.jcache.internal.config.Sharing;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.StoreException.Reason;
import io.refrain.jcache.internal.store.database.row.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import javax.cache.CacheException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteMediumTest {
    @TempDir
    Path directory;

    private Path file = Path.of("");

    @BeforeEach
    void name() throws IOException {
        file = directory.toRealPath().resolve("cache.db");
    }

    private static void keep(SqliteMedium medium, long id, String value) {
        try (Session writer = medium.openWriter()) {
            SqliteFixture.keep(writer, id, value);
        }
    }

    private static boolean has(SqliteMedium medium, long id) {
        try (Session reader = medium.openReader()) {
            return reader.find(id) != null;
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void open_ofNothing_createsItForItsOwnerWithItsDirectory() throws IOException {
        Path deep = file.resolveSibling("a").resolve("b").resolve("cache.db");
        try (SqliteMedium medium = SqliteFixture.open(deep)) {
            keep(medium, 1, "v");
            assertEquals(deep, medium.path());
            assertEquals("The file " + deep, medium.description());
            for (String each : List.of("cache.db", "cache.db-wal", "cache.db-shm", "cache.db-owner")) {
                assertEquals("rw-------", mode(deep.resolveSibling(each)), each);
            }
        }
    }

    @Test
    void open_again_hasWhatWasKeptAndItsSalt() {
        long salt;
        try (SqliteMedium medium = SqliteFixture.open(file)) {
            keep(medium, 1, "v");
            salt = medium.salt();
        }
        try (SqliteMedium medium = SqliteFixture.open(file)) {
            assertTrue(has(medium, 1));
            assertEquals(salt, medium.salt());
        }
        try (SqliteMedium other = SqliteFixture.open(file.resolveSibling("other.db"))) {
            assertNotEquals(salt, other.salt());
        }
    }

    @Test
    void open_ofADirectory_isRefused() throws IOException {
        Files.createDirectory(file);
        StoreException refusal = assertThrows(StoreException.class, () -> SqliteFixture.open(file));
        assertTrue(refusal.toString().contains("is a directory"), refusal::toString);
    }

    @Test
    void open_whereAFileIsInPlaceOfItsDirectory_isRefused() throws IOException {
        Files.writeString(file, "notes");
        StoreException refusal = assertThrows(
                StoreException.class,
                () -> SqliteFixture.open(file.resolve("sub").resolve("cache.db")));
        assertTrue(refusal.toString().contains(file.toString()), refusal::toString);
    }

    @Test
    void realPath_ofLinksThereOrNot_isThatOfTheFile() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real")).toRealPath();
        Path target = real.resolve("cache.db");
        Path linkToDirectory = Files.createSymbolicLink(directory.resolve("way"), real);
        Path linkToFile = Files.createSymbolicLink(directory.resolve("other.db"), target);
        Path linkToLink = Files.createSymbolicLink(directory.resolve("third.db"), Path.of("other.db"));
        for (int time = 0; time < 2; time++) {
            assertEquals(target, SqliteMedium.realPath(target));
            assertEquals(target, SqliteMedium.realPath(linkToDirectory.resolve("cache.db")));
            assertEquals(target, SqliteMedium.realPath(linkToFile));
            assertEquals(target, SqliteMedium.realPath(linkToLink));
            assertEquals(
                    target,
                    SqliteMedium.realPath(real.resolve("x").resolve("..").resolve("cache.db")));
            if (time == 0) {
                Files.createFile(target);
            }
        }
        Path loop = directory.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertThrows(StoreException.class, () -> SqliteMedium.realPath(loop));
    }

    @Test
    void open_byAnInterruptedThread_mayBeWrittenAndLeavesItInterrupted() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            Path each = file.resolveSibling("cache" + round + ".db");
            boolean[] seen = new boolean[3];
            Thread thread = new Thread(() -> {
                Thread.currentThread().interrupt();
                try (SqliteMedium medium = SqliteFixture.open(each)) {
                    seen[0] = Thread.currentThread().isInterrupted();
                    seen[1] = medium.isWritable();
                    keep(medium, 1, "v");
                    SqliteMedium again = medium.reopen();
                    seen[2] = has(again, 1);
                    again.close();
                }
            });
            thread.start();
            thread.join();
            assertTrue(seen[0] && seen[1] && seen[2], "round " + round);
        }
    }

    @Test
    void nextGeneration_growsAlsoAfterAReopening() {
        long first;
        try (SqliteMedium medium = SqliteFixture.open(file)) {
            first = medium.nextGeneration();
            assertTrue(first > 0);
            assertEquals(first + 1, medium.nextGeneration());
        }
        try (SqliteMedium medium = SqliteFixture.open(file)) {
            assertEquals(first + 2, medium.nextGeneration());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pragma user_version = 9999, another version of Refrain",
        "pragma user_version = 0, another version of Refrain",
        "drop table cache, another version of Refrain",
        "pragma application_id = 1, another application"
    })
    void open_ofAForeignFile_isRefusedAndLeftAlone(String change, String told) {
        try (SqliteMedium medium = SqliteFixture.open(file)) {
            keep(medium, 1, "v");
        }
        SqliteFixture.execute(file, change);

        CacheException refusal = assertThrows(CacheException.class, () -> SqliteFixture.open(file));

        assertTrue(refusal.toString().contains(told), refusal::toString);
        assertTrue(refusal.toString().contains(file.toString()), refusal::toString);
        assertEquals(1, SqliteFixture.number(file, "select count(*) from cache_entry"));
    }

    @Test
    void open_ofAFileThatMayNotBeWritten_readsIt() throws IOException {
        try (SqliteMedium medium = SqliteFixture.open(file)) {
            keep(medium, 1, "v");
            medium.nextGeneration();
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        Assumptions.assumeFalse(Files.isWritable(file), "This user may write everything");
        try (SqliteMedium medium = SqliteFixture.open(file)) {
            assertFalse(medium.isWritable());
            assertTrue(has(medium, 1));
            assertEquals(2, medium.nextGeneration());
            StoreException refusal = assertThrows(StoreException.class, medium::openWriter);
            assertEquals(Reason.READ_ONLY, refusal.reason());
            assertTrue(refusal.toString().contains("the right to write"), refusal::toString);
        }
    }

    @Test
    void write_onAReader_isRefused() {
        try (SqliteMedium medium = SqliteFixture.open(file);
                Session reader = medium.openReader()) {
            StoreException refusal = assertThrows(StoreException.class, () -> SqliteFixture.keep(reader, 1, "v"));
            assertEquals(Reason.READ_ONLY, refusal.reason());
        }
    }

    @Test
    void find_afterACommit_seesItAtOnceThoughItReadsOnInOneTransaction() {
        try (SqliteMedium medium = SqliteFixture.open(file);
                Session writer = medium.openWriter();
                Session reader = medium.openReader()) {
            for (long id = 0; id < 100; id++) {
                assertNull(reader.find(id));
                assertNull(reader.find(id));
                SqliteFixture.keep(writer, id, "v");
                assertNotNull(reader.find(id));
                assertNotNull(reader.row(id));
                assertNotNull(reader.find(id));
                if (id % 3 == 0) {
                    reader.rest();
                }
                assertEquals(id + 1, reader.amount(0, 1_000).rows());
            }
        }
    }

    @Test
    void inTransaction_thatThrows_isUndoneAndTheNextOneWorks() {
        try (SqliteMedium medium = SqliteFixture.open(file);
                Session writer = medium.openWriter()) {
            IllegalStateException thrown = assertThrows(
                    IllegalStateException.class,
                    () -> writer.inTransaction(
                            () -> {
                                writer.keep(List.of(SqliteFixture.row(1, "v")));
                                throw new IllegalStateException("No");
                            },
                            false));
            assertEquals("No", thrown.getMessage());
            assertNull(writer.find(1));
            writer.inTransaction(() -> writer.keep(List.of(SqliteFixture.row(2, "v"))), true);
            assertNotNull(writer.find(2));
        }
    }

    @Test
    void inTransaction_whileAnotherHoldsTheFile_waitsOnceAndSaysWhatToDo() throws Exception {
        Duration wait = Duration.ofMillis(300);
        try (SqliteMedium medium = SqliteFixture.open(
                        file, SqliteFixture.settings(Sharing.OFF, OnDamage.FAIL, wait, 0, 64 << 20));
                Session writer = medium.openWriter()) {
            try (var other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    var statement = other.createStatement()) {
                statement.execute("begin immediate");
                long start = System.nanoTime();
                StoreException busy = assertThrows(StoreException.class, () -> SqliteFixture.keep(writer, 1, "v"));
                long first = System.nanoTime() - start;
                assertEquals(Reason.BUSY, busy.reason());
                assertTrue(busy.toString().contains("Another process uses it"), busy::toString);
                assertTrue(first >= wait.toNanos(), "waited " + first);
                start = System.nanoTime();
                assertThrows(StoreException.class, () -> SqliteFixture.keep(writer, 1, "v"));
                assertTrue(System.nanoTime() - start < wait.toNanos());
                statement.execute("commit");
            }
            SqliteFixture.keep(writer, 1, "v");
        }
    }

    @Test
    void write_beyondTheSizeOfTheFile_isFullAndWhatWasThereStays() {
        try (SqliteMedium medium = SqliteFixture.open(
                        file,
                        SqliteFixture.settings(
                                Sharing.OFF, OnDamage.FAIL, Duration.ofSeconds(1), 256 << 10, 64 << 20));
                Session writer = medium.openWriter()) {
            SqliteFixture.keep(writer, 1, "v");
            StoreException full = assertThrows(StoreException.class, () -> {
                for (long id = 2; id < 1_000; id++) {
                    SqliteFixture.keep(writer, id, "v".repeat(2_000));
                }
            });
            assertEquals(Reason.FULL, full.reason());
            assertTrue(full.toString().contains("refrain.sqlite.max-file-size"), full::toString);
            medium.compact();
            assertNotNull(writer.find(1));
            writer.inTransaction(() -> writer.dropRange(2, 1_000, 50), false);
            SqliteFixture.keep(writer, 2, "v".repeat(2_000));
        }
    }

    @Test
    void reopen_afterTheFileWasDeleted_goesOnInANewOne() throws IOException {
        SqliteMedium medium = SqliteFixture.open(file);
        keep(medium, 1, "v");
        assertTrue(medium.isInPlace());
        long salt = medium.salt();
        Files.delete(file);
        assertFalse(medium.isInPlace());

        try (SqliteMedium again = medium.reopen()) {
            assertTrue(again.isInPlace());
            assertNotEquals(salt, again.salt());
            assertFalse(has(again, 1));
            keep(again, 2, "v");
            assertThrows(CacheException.class, () -> SqliteFixture.open(file));
        }
        try (SqliteMedium later = SqliteFixture.open(file)) {
            assertTrue(has(later, 2));
        }
    }

    @Test
    void reopen_afterTheWholeDirectoryWasDeleted_goesOnInANewOne() throws IOException {
        Path deep = file.resolveSibling("sub").resolve("cache.db");
        SqliteMedium medium = SqliteFixture.open(deep);
        keep(medium, 1, "v");
        for (String each : List.of("cache.db", "cache.db-wal", "cache.db-shm", "cache.db-owner")) {
            Files.deleteIfExists(deep.resolveSibling(each));
        }
        Files.delete(deep.getParent());
        assertFalse(medium.isInPlace());

        try (SqliteMedium again = medium.reopen()) {
            keep(again, 2, "v");
            assertTrue(Files.exists(deep.resolveSibling("cache.db-owner")));
        }
    }

    @Test
    void reopen_afterTheFileOfItsLocksWasDeleted_hasBoth() throws IOException {
        SqliteMedium medium = SqliteFixture.open(file);
        keep(medium, 1, "v");
        Files.delete(file.resolveSibling("cache.db-owner"));
        assertFalse(medium.isInPlace());

        try (SqliteMedium again = medium.reopen()) {
            medium.close();
            assertTrue(again.isInPlace());
            assertTrue(has(again, 1));
            assertThrows(CacheException.class, () -> SqliteFixture.open(file));
        }
    }

    @Test
    void reopen_afterAnotherWasRenamedToItsPlace_hasWhatIsInThat() throws IOException {
        Path other = file.resolveSibling("other.db");
        try (SqliteMedium medium = SqliteFixture.open(other)) {
            keep(medium, 7, "v");
        }
        SqliteMedium medium = SqliteFixture.open(file);
        keep(medium, 1, "v");
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertFalse(medium.isInPlace());

        try (SqliteMedium again = medium.reopen()) {
            assertTrue(has(again, 7));
            assertFalse(has(again, 1));
        }
    }

    @Test
    void reopen_ofSomebodyElsesFile_isRefusedUntilItIsGone() throws IOException {
        SqliteMedium medium = SqliteFixture.open(file);
        Path other = file.resolveSibling("other.db");
        SqliteFixture.execute(other, "create table notes (note)", "insert into notes values ('mine')");
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

        CacheException refusal = assertThrows(CacheException.class, medium::reopen);
        assertTrue(refusal.toString().contains("another application"), refusal::toString);
        assertEquals(1, SqliteFixture.number(file, "select count(*) from notes"));

        Files.move(file, other);
        try (SqliteMedium again = medium.reopen()) {
            keep(again, 1, "v");
        }
    }

    @Test
    void copyTo_writesAllToANewFileForItsOwner() throws IOException {
        Path copy = directory.resolve("copy.db");
        try (SqliteMedium medium = SqliteFixture.open(file)) {
            keep(medium, 1, "v");
            medium.copyTo(copy);
            assertEquals("rw-------", mode(copy));
            StoreException refusal = assertThrows(StoreException.class, () -> medium.copyTo(copy));
            assertTrue(refusal.toString().contains("exists already"), refusal::toString);
            assertThrows(
                    StoreException.class,
                    () -> medium.copyTo(directory.resolve("nowhere").resolve("copy.db")));
        }
        try (SqliteMedium medium = SqliteFixture.open(copy)) {
            assertTrue(has(medium, 1));
        }
    }

    @Test
    void drop_ofManyRows_givesTheirSpaceBackInTheBackground() throws Exception {
        SqliteMedium medium = SqliteFixture.open(file);
        try (Upkeeper store = new Upkeeper(medium)) {
            for (int from = 0; from < 4_000; from += 500) {
                int first = from;
                store.write(writer -> writer.keep(LongStream.range(first, first + 500)
                        .mapToObj(id -> SqliteFixture.row(id, "v".repeat(3_000)))
                        .toList()));
            }
            long before = SqliteFixture.number(file, "pragma page_count");
            store.write(writer -> writer.dropRange(0, 3_989, 4_000));
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (SqliteFixture.number(file, "pragma page_count") > 600 && System.nanoTime() < end) {
                store.write(writer -> writer.keep(List.of(SqliteFixture.row(1, "v"))));
            }
            assertTrue(before > 4_000, "before " + before);
            long after = SqliteFixture.number(file, "pragma page_count");
            assertTrue(after <= 600, "after " + after);
        }
    }

    @Test
    void close_letsTheNextOneIn() {
        for (int time = 0; time < 3; time++) {
            try (SqliteMedium medium = SqliteFixture.open(file)) {
                keep(medium, time, "v");
            }
        }
        assertEquals(3, SqliteFixture.number(file, "select count(*) from cache_entry"));
    }
}
