package io.refrain.jcache.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.codec.Codecs;
import io.refrain.jcache.store.Bounds;
import io.refrain.jcache.store.Storage;
import io.refrain.jcache.store.Store;
import io.refrain.jcache.store.StoredEntry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KilledProcessTest {

    @TempDir
    Path directory;

    @Test
    void keep_thenKilled_isThereInTheNextProcessWhichIsRefusedBefore() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcessTest.class.getName(),
                        file().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            while (acknowledged.size() < 50) {
                acknowledged.add(assertLine(lines.readLine()));
            }
            CacheException refusal = assertThrows(CacheException.class, () -> open(file()));
            assertTrue(refusal.toString().contains("in use by process " + writer.pid()), refusal::toString);
        } finally {
            writer.destroyForcibly();
        }
        assertEquals(true, writer.waitFor(30, TimeUnit.SECONDS));
        try (Storage storage = open(file());
                Store<String> store = store(storage)) {
            for (String key : acknowledged) {
                StoredEntry found = store.find(key);
                assertNotNull(found, key);
                assertEquals("value of " + key, found.value());
            }
        }
    }

    private static String assertLine(String line) {
        assertNotNull(line, "The process ended by itself");
        return line;
    }

    private Path file() {
        return directory.resolve("killed.db");
    }

    private static Storage open(Path file) {
        return SqlStorage.open(
                file, null, SqliteOptions.DEFAULTS.withBusyTimeout(Duration.ofSeconds(30)), InstantSource.system());
    }

    private static Store<String> store(Storage storage) {
        Codecs codecs = Codecs.of(KilledProcessTest.class.getClassLoader());
        return storage.open("a", Bounds.ofEntries(1_000_000), codecs, evicted -> {});
    }

    private static void keep(Store<String> store, String key) {
        store.update(key, slot -> {
            slot.keep(new StoredEntry("value of " + key, System.currentTimeMillis(), StoredEntry.ETERNAL));
            return true;
        });
    }

    /** The process that is killed: prints each key when it is kept. */
    public static void main(String[] args) {
        Store<String> store = store(open(Path.of(args[0])));
        for (int i = 0; ; i++) {
            keep(store, "key " + i);
            System.out.println("key " + i);
        }
    }
}
