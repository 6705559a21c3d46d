package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.config.RefrainConfiguration;
import io.refrain.jcache.internal.store.database.transfer.Transfer;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That what is in a database can be taken elsewhere and back, and nobody waits meanwhile. */
abstract class TransferContract extends CacheContract {
    static final Duration SOON = Duration.ofSeconds(3);

    RefrainCacheManager first;
    Path lines;

    TransferContract(Medium medium) {
        super(medium);
    }

    @BeforeEach
    void openFirst() {
        lines = directory.resolve("entries.jsonl");
        first = medium.isServer() ? manager(directory) : manager(directory, "refrain.sqlite.batch-window", "1m");
    }

    /** One with settings of its own. */
    RefrainCacheManager manager(Path own, String... settings) {
        provider.close();
        return another(own, settings);
    }

    /** One more, beside those that are open. */
    RefrainCacheManager another(Path own, String... settings) {
        Properties properties = medium.properties();
        for (int i = 0; i < settings.length; i += 2) {
            properties.setProperty(settings[i], settings[i + 1]);
        }
        ClassLoader loader = new ClassLoader(getClass().getClassLoader()) {};
        return (RefrainCacheManager) provider.getCacheManager(medium.uri(own), loader, properties);
    }

    RefrainCacheManager elsewhere(String name) throws IOException {
        return another(Files.createDirectories(directory.resolve(name)));
    }

    <V> Cache<String, V> batched(RefrainCacheManager manager, String name, Class<V> values) {
        return manager.createCache(
                name,
                new RefrainConfiguration<String, V>()
                        .setTypes(String.class, values)
                        .setDurability(Durability.BATCHED));
    }

    Cache<String, String> texts(RefrainCacheManager manager) {
        return manager.createCache("texts", typed(String.class, String.class));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = raw();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Connection raw() throws SQLException {
        return medium.connect(directory);
    }

    boolean isThere(String ending) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.anyMatch(file -> file.toString().endsWith(ending));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void importEntries_ofWhatWasExported_givesTheSameEntries() throws IOException {
        Cache<String, String> texts = batched(first, "texts", String.class);
        texts.put("k", "a \"text\"\nof two lines, \u00fc and \ud83d\ude00 and \u0000");
        texts.put("half a pair", "\ud83d");
        texts.put("\ude00", "half a pair");
        texts.put("", "");
        batched(first, "bytes", byte[].class).put("b", new byte[] {0, 1, -1});
        first.createCache("dates", typed(Date.class, Long.class)).put(new Date(1), 2L);

        assertEquals(6, first.exportEntries(lines));
        RefrainCacheManager other = elsewhere("other");
        assertEquals(6, other.importEntries(lines));

        assertEquals(6, Files.readAllLines(lines).size());
        Cache<String, String> copies = texts(other);
        texts.forEach(entry -> assertEquals(entry.getValue(), copies.get(entry.getKey()), entry.getKey()));
        copies.forEach(entry -> assertEquals(texts.get(entry.getKey()), entry.getValue(), entry.getKey()));
        assertEquals(texts.get("\ude00"), copies.get("\ude00"));
        assertArrayEquals(
                new byte[] {0, 1, -1},
                other.createCache("bytes", typed(String.class, byte[].class)).get("b"));
        assertEquals(
                2L, other.createCache("dates", typed(Date.class, Long.class)).get(new Date(1)));
    }

    @Test
    void importEntries_ofMoreThanTheCacheKeeps_saysSo() throws IOException {
        Cache<String, String> texts = texts(first);
        for (int i = 0; i < 100; i++) {
            texts.put("k" + i, "v" + i);
        }
        first.exportEntries(lines);
        String[] often = medium.sweeping("5ms");
        RefrainCacheManager other = another(
                Files.createDirectories(directory.resolve("other")),
                "refrain.caches.\"texts\".max-entries",
                "10",
                "refrain." + often[0],
                often[1]);
        List<String> told = new ArrayList<>();
        Handler listening = new Handler() {
            @Override
            public void publish(LogRecord line) {
                told.add(new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(Transfer.class.getName());
        log.addHandler(listening);
        try {
            assertEquals(100, other.importEntries(lines));
        } finally {
            log.removeHandler(listening);
        }

        assertEquals(1, told.size(), told::toString);
        assertTrue(
                told.get(0).contains("100 entries were imported into the cache 'texts', which keeps 10"),
                told::toString);
        Cache<String, String> copies = texts(other);
        assertTimeoutPreemptively(SOON, () -> {
            do {
                copies.put("one more", "v");
            } while (count(copies) > 10);
        });
    }

    private static int count(Cache<?, ?> cache) {
        int count = 0;
        for (var unused : cache) {
            count++;
        }
        return count;
    }

    @Test
    void importEntries_ofMoreThanOneTransaction_givesAllAlsoTwice() throws IOException {
        Cache<String, String> texts = batched(first, "texts", String.class);
        for (int i = 0; i < 1_234; i++) {
            texts.put("k" + i, "v" + i);
        }

        assertEquals(1_234, first.exportEntries(lines));
        RefrainCacheManager other = elsewhere("other");
        assertEquals(1_234, other.importEntries(lines));
        assertEquals(1_234, other.importEntries(lines));

        Cache<String, String> copies = texts(other);
        for (int i = 0; i < 1_234; i++) {
            assertEquals("v" + i, copies.get("k" + i));
        }
    }

    @Test
    void exportEntries_leavesOutWhatHasExpired() throws IOException {
        policy.creation = FakePolicy.millis(100);
        Cache<String, String> texts = texts(first);
        texts.put("expired", "v");
        clock.advance(60);
        texts.put("k", "v");
        clock.advance(40);

        assertEquals(1, first.exportEntries(lines));

        RefrainCacheManager other = elsewhere("other");
        other.importEntries(lines);
        Cache<String, String> copies = texts(other);
        assertEquals("v", copies.get("k"));
        clock.advance(60);
        assertNull(copies.get("k"));
    }

    @Test
    void exportEntries_ofAnEntryThatWasRead_hasItsNewDeadline() {
        policy.creation = FakePolicy.millis(100);
        policy.access = FakePolicy.millis(100);
        Cache<String, String> texts = texts(first);
        texts.put("k", "v");
        clock.advance(99);
        texts.get("k");
        clock.advance(99);

        assertEquals(1, first.exportEntries(lines));
    }

    @Test
    void exportEntries_ofADamagedRow_leavesThatOut() throws Exception {
        Cache<String, String> texts = texts(first);
        texts.put("k", "v");
        texts.put("damaged", "v");
        execute("update cache_entry set value_text = 'w' where key_text = 'damaged'");

        assertEquals(1, first.exportEntries(lines));

        assertFalse(Files.readString(lines).contains("damaged"));
    }

    @Test
    void importEntries_whileItTakesItsTime_letsEverybodyElseGoOnAndIsSeen() throws Exception {
        Cache<String, String> texts = texts(first);
        texts.put("k", "imported");
        first.exportEntries(lines);
        texts.put("k", "v");
        texts.close();
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());

        FutureTask<Long> imported = new FutureTask<>(() -> first.importEntries(pipe));
        new Thread(imported).start();
        // Opens when the other side does.
        try (OutputStream other = assertTimeoutPreemptively(SOON, () -> new FileOutputStream(pipe.toFile()))) {
            Cache<String, String> again = assertTimeoutPreemptively(SOON, () -> texts(first));
            assertEquals("v", again.get("k"));
            assertEquals(again, first.getCache("texts"));
            Files.copy(lines, other);
        }

        assertEquals(1, imported.get(10, TimeUnit.SECONDS));
        assertEquals("imported", Objects.requireNonNull(first.getCache("texts")).get("k"));
    }

    Cache<String, String> texts(RefrainCacheManager manager, String name) {
        return manager.createCache(name, typed(String.class, String.class));
    }

    @Test
    void exportEntriesAndImportEntries_byAnInterruptedThread_endWellAndKeepTheFlag() throws IOException {
        batched(first, "texts", String.class).put("k", "v");
        RefrainCacheManager other = elsewhere("other");

        Thread.currentThread().interrupt();
        long exported = first.exportEntries(lines);
        long imported = other.importEntries(lines);
        assertTrue(Thread.interrupted());

        assertEquals(1, exported);
        assertEquals(1, imported);
        assertEquals("v", texts(other).get("k"));
    }

    @Test
    void importEntries_ofABadLine_saysWhichAndKeepsWhatCameBefore() throws IOException {
        Cache<String, String> texts = texts(first);
        texts.put("a", "v");
        texts.put("b", "v");
        first.exportEntries(lines);
        for (String bad : List.of("no JSON", "{}", "", "{\"cache\":\"c\"}", "{\"x\":\"\u00e4")) {
            Path broken = directory.resolve("broken" + bad.length());
            Files.writeString(
                    broken,
                    Files.readString(lines) + bad + "\n"
                            + Files.readAllLines(lines).get(0));
            RefrainCacheManager other = elsewhere("other" + bad.length());

            CacheException refusal = assertThrows(CacheException.class, () -> other.importEntries(broken));

            assertTrue(
                    refusal.toString().contains(": Line 3 of " + broken + " cannot be imported: "), refusal::toString);
            Cache<String, String> imported = texts(other);
            assertEquals("v", imported.get("a"));
            assertEquals("v", imported.get("b"));
        }
        Files.write(lines, new byte[] {'{', '"', -1, '"'}, StandardOpenOption.APPEND);
        RefrainCacheManager other = elsewhere("not UTF-8");
        assertTrue(assertThrows(CacheException.class, () -> other.importEntries(lines))
                .toString()
                .contains("Line 3 of " + lines + " cannot be imported: It is not in UTF-8"));
        assertEquals("v", texts(other).get("a"));
    }

    @Test
    void importEntries_whileACacheIsOpen_isRefused() {
        texts(first).put("k", "v");
        first.exportEntries(lines);

        CacheException refusal = assertThrows(CacheException.class, () -> first.importEntries(lines));

        assertTrue(refusal.toString().contains("texts"), refusal::toString);
    }

    @Test
    void importEntries_ofNoFile_saysSo() {
        CacheException refusal = assertThrows(CacheException.class, () -> first.importEntries(lines));

        assertTrue(refusal.toString().contains(lines.toString()), refusal::toString);
    }

    @Test
    void importEntries_whileAnotherManagerHasTheCache_isSeenThereAtOnceAndForGood() throws IOException {
        Cache<String, String> texts = batched(first, "texts", String.class);
        texts.put("k", "imported");
        texts.put("same", "imported");
        first.exportEntries(lines);
        texts.put("k", "older, and on the heap");
        texts.put("same", "v");
        texts.put("new", "v");
        assertEquals("older, and on the heap", texts.get("k"));

        assertEquals(2, another(directory).importEntries(lines));

        assertEquals("imported", texts.get("k"));
        texts.put("same", "newer");
        Cache<String, String> committed = texts(manager(directory));
        assertEquals("imported", committed.get("k"));
        assertEquals("newer", committed.get("same"));
        assertEquals("v", committed.get("new"));
    }

    @Test
    void importEntries_whileAnotherManagerHasABoundedCache_keepsItsBound() throws IOException {
        Cache<String, String> many = batched(first, "texts", String.class);
        for (int i = 0; i < 300; i++) {
            many.put("k" + i, "v");
        }
        first.exportEntries(lines);
        RefrainCacheManager other = elsewhere("other");
        Cache<String, String> bounded = other.createCache(
                "texts",
                new RefrainConfiguration<String, String>()
                        .setTypes(String.class, String.class)
                        .setMaxEntries(100));
        bounded.put("mine", "v");

        another(directory.resolve("other")).importEntries(lines);
        bounded.put("another", "v");

        int left = 0;
        for (Cache.Entry<String, String> entry : bounded) {
            left += entry.getValue().length();
        }
        assertTrue(left <= 100, left + " entries");
    }
}
