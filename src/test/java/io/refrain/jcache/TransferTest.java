package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.RefrainConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That what is in a file can be taken elsewhere and back. */
class TransferTest {
    private final FakeClock clock = new FakeClock();
    private final RefrainCachingProvider provider = new RefrainCachingProvider(clock);

    @TempDir
    Path directory;

    private RefrainCacheManager manager;
    private Cache<String, byte[]> bytes;
    private Cache<String, String> texts;

    @BeforeEach
    void open() throws IOException {
        manager = manager("first");
        texts = create(manager, "texts", String.class);
        bytes = create(manager, "bytes", byte[].class);
        texts.put("k", "a \"text\"\nof two lines, \u00fc and \ud83d\ude00");
        texts.put("half a pair", "\ud83d");
        texts.put("", "");
        bytes.put("b", new byte[] {0, 1, -1});
    }

    @AfterEach
    void close() {
        provider.close();
    }

    private RefrainCacheManager manager(String name) throws IOException {
        Path own = Files.createDirectories(directory.resolve(name));
        return (RefrainCacheManager) provider.getCacheManager(Medium.TIERED.uri(own), null, Medium.TIERED.properties());
    }

    private static <V> Cache<String, V> create(RefrainCacheManager manager, String name, Class<V> values) {
        return manager.createCache(name, new RefrainConfiguration<String, V>().setTypes(String.class, values));
    }

    @Test
    void importEntries_ofWhatWasExported_givesTheSameEntries() throws IOException {
        Path lines = directory.resolve("entries.jsonl");
        assertEquals(4, manager.exportEntries(lines));
        assertEquals(4, Files.readAllLines(lines).size());

        RefrainCacheManager other = manager("second");
        assertEquals(4, other.importEntries(lines));

        Cache<String, String> copies = create(other, "texts", String.class);
        for (String key : List.of("k", "half a pair", "")) {
            assertEquals(texts.get(key), copies.get(key), key);
        }
        assertEquals(1, create(other, "bytes", byte[].class).get("b")[1]);
        copies.forEach(entry -> assertEquals(texts.get(entry.getKey()), entry.getValue()));
    }

    @Test
    void importEntries_ofABadLine_saysWhichAndKeepsWhatWasThere() throws IOException {
        Path lines = directory.resolve("entries.jsonl");
        manager.exportEntries(lines);
        for (String bad : List.of(
                "no JSON", "{}", "{\"cache\":\"c\",\"key_codec\":\"x\",\"value_codec\":\"x\",\"key_hex\":\"0\"}")) {
            Path broken = Files.copy(lines, directory.resolve("broken" + bad.length() + ".jsonl"));
            Files.writeString(broken, bad, StandardOpenOption.APPEND);
            RefrainCacheManager other = manager("other" + bad.length());

            CacheException refusal = assertThrows(CacheException.class, () -> other.importEntries(broken));

            assertTrue(refusal.toString().contains("Line 5 of " + broken), refusal::toString);
            assertNull(create(other, "c", String.class).get("x"));
        }
    }

    @Test
    void importEntries_whileACacheIsOpen_isRefused() throws IOException {
        Path lines = directory.resolve("entries.jsonl");
        manager.exportEntries(lines);

        CacheException refusal = assertThrows(CacheException.class, () -> manager.importEntries(lines));

        assertTrue(refusal.toString().contains("texts"), refusal::toString);
    }

    @Test
    void exportEntriesAndBackUp_toAFileThatExists_areRefusedAndLeaveIt() throws IOException {
        Path there = Files.writeString(directory.resolve("there"), "mine");

        assertThrows(CacheException.class, () -> manager.exportEntries(there));
        assertThrows(CacheException.class, () -> manager.backUp(there));

        assertEquals("mine", Files.readString(there));
    }

    @Test
    void backUp_whileTheCachesAreInUse_isAFileWithAllThatWasThere() throws IOException {
        Path copy = Files.createDirectory(directory.resolve("copy")).resolve("cache.db");
        manager.backUp(copy);
        texts.put("k", "later");

        Cache<String, String> before = create(manager("copy"), "texts", String.class);

        assertEquals("", before.get(""));
        assertTrue(before.get("k").startsWith("a \"text\""));
    }

    @Test
    void backUp_ofAManagerWithoutAFile_isRefused() {
        RefrainCacheManager heap = (RefrainCacheManager) provider.getCacheManager(Medium.HEAP.uri(directory), null);
        assertThrows(CacheException.class, () -> heap.backUp(directory.resolve("x")));
    }
}
