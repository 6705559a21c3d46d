package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.store.database.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;

/** That what is in a file can be taken elsewhere as lines and as a file. */
abstract class FileTransferContract extends TransferContract {
    FileTransferContract(Medium medium) {
        super(medium);
    }

    static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void exportEntriesAndBackUp_haveAllThatWasPutBefore() throws IOException {
        Cache<String, String> texts = batched(first, "texts", String.class);
        texts.put("k", "older");
        texts.put("gone", "v");
        first.exportEntries(directory.resolve("before"));
        texts.put("k", "v");
        texts.remove("gone");
        batched(another(directory), "others", String.class).put("o", "v");

        first.backUp(Files.createDirectory(directory.resolve("copy")).resolve("cache.db"));
        assertEquals(2, first.exportEntries(lines));

        String all = Files.readString(lines);
        assertTrue(all.contains("\"key_text\":\"k\",\"value_codec\":\"string\",\"value_text\":\"v\""), all);
        assertTrue(all.contains("\"key_text\":\"o\""), all);
        RefrainCacheManager copy = elsewhere("copy");
        Cache<String, String> copied = texts(copy);
        assertEquals("v", copied.get("k"));
        assertFalse(copied.containsKey("gone"));
        assertEquals("v", copy.createCache("others", strings()).get("o"));
    }

    @Test
    void exportEntriesAndBackUp_areForTheirOwnerOnly() throws IOException {
        texts(first).put("k", "v");

        first.exportEntries(lines);
        first.backUp(directory.resolve("backup"));

        assertEquals("rw-------", mode(lines));
        assertEquals("rw-------", mode(directory.resolve("backup")));
        assertFalse(isThere(".part"));
    }

    @Test
    void exportEntriesAndBackUp_toAFileThatExists_areRefusedAndLeaveIt() throws IOException {
        Path there = Files.writeString(directory.resolve("there"), "mine");

        assertThrows(CacheException.class, () -> first.exportEntries(there));
        assertThrows(CacheException.class, () -> first.backUp(there));

        assertEquals("mine", Files.readString(there));
    }

    @Test
    void exportEntriesAndBackUp_whenWhatIsPendingCannotBeCommitted_failAndLeaveNothing() throws Exception {
        first = manager(directory, "refrain.sqlite.batch-window", "1m", "refrain.sqlite.busy-timeout", "50ms");
        Cache<String, String> texts = batched(first, "texts", String.class);
        texts.put("k", "v");

        try (Connection other = raw();
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");
            assertThrows(CacheException.class, () -> first.exportEntries(lines));
            assertThrows(CacheException.class, () -> first.backUp(directory.resolve("backup")));
        }

        assertFalse(isThere("entries.jsonl") || isThere("backup") || isThere(".part"));
        assertEquals("v", texts.get("k"));
        assertEquals(1, first.exportEntries(lines));
    }

    @Test
    void exportEntriesAndBackUp_whileTheyTakeTheirTime_letEverybodyElseGoOn() throws Exception {
        Cache<String, String> texts = batched(first, "texts", String.class);
        Cache<String, String> known = texts(first, "known");
        known.put("k", "v");
        known.close();
        texts.put("k", "v");

        try (Connection other = raw();
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");
            FutureTask<Long> export = new FutureTask<>(() -> first.exportEntries(lines));
            FutureTask<Void> backup = new FutureTask<>(() -> first.backUp(directory.resolve("backup")), null);
            List<Thread> threads = List.of(new Thread(export), new Thread(backup));
            threads.forEach(Thread::start);
            assertTimeoutPreemptively(SOON, () -> {
                threads.forEach(FileTransferContract::awaitInTheContents);
                assertEquals("v", texts(first, "known").get("k"));
                assertEquals(texts, first.getCache("texts"));
                texts.put("later", "v");
                assertEquals("v", texts.get("later"));
            });
            assertFalse(export.isDone() || backup.isDone());
            statement.execute("rollback");
            assertTrue(export.get(10, TimeUnit.SECONDS) >= 2);
            backup.get(10, TimeUnit.SECONDS);
        }
    }

    /** Where it waits for what is pending to be committed. */
    private static void awaitInTheContents(Thread thread) {
        while (Stream.of(thread.getStackTrace())
                .noneMatch(frame -> frame.getClassName().equals(Contents.class.getName()))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void exportEntriesAndImportEntries_ofAFileThatIsShared_doTheSame() throws IOException {
        first = manager(directory, "refrain.sqlite.sharing", "on");
        Cache<String, String> texts = texts(first);
        texts.put("k", "imported");
        first.exportEntries(lines);
        first.backUp(directory.resolve("backup"));
        texts.put("k", "v");

        assertEquals(1, another(directory, "refrain.sqlite.sharing", "on").importEntries(lines));

        assertEquals("imported", texts.get("k"));
        assertEquals("rw-------", mode(directory.resolve("backup")));
    }

    @Test
    void exportEntriesBackUpAndImportEntries_ofAClosedManager_areRefused() {
        first.exportEntries(lines);
        first.close();

        assertThrows(IllegalStateException.class, () -> first.exportEntries(directory.resolve("x")));
        assertThrows(IllegalStateException.class, () -> first.backUp(directory.resolve("x")));
        assertThrows(IllegalStateException.class, () -> first.importEntries(lines));
        assertFalse(isThere("x"));
    }

    @Test
    void backUp_ofAManagerWithoutAFile_isRefused() {
        RefrainCacheManager heap = (RefrainCacheManager) provider.getCacheManager(Medium.HEAP.uri(directory), null);

        assertThrows(CacheException.class, () -> heap.backUp(directory.resolve("x")));
        assertThrows(CacheException.class, () -> heap.exportEntries(directory.resolve("x")));
        assertThrows(CacheException.class, () -> heap.importEntries(directory.resolve("x")));
    }
}
