package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.cache.Cache;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file that is deleted, or replaced by another, while it is in use. */
class MovedFileTest extends FileCaches {
    private static final String[] WATCHED = {"sqlite.watch-interval", "10ms"};

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "TIERED"})
    void deleted_whileInUse_isNoticedAndTheCacheGoesOnInANewFile(Medium medium) throws IOException {
        Cache<String, String> cache = create(provider, medium, strings(), WATCHED);
        Cache<String, String> other = create(another, medium, strings(), WATCHED);
        cache.put("before", "v");
        assertEquals("v", other.get("before"));
        for (String ending : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(Path.of(file() + ending));
        }
        await("noticed", () -> Files.exists(file()) && cache.get("before") == null);
        assertNull(other.get("before"));
        cache.put("after", "v");
        assertEquals("v", other.get("after"));
        provider.close();
        another.close();
        try (RefrainCachingProvider later = new RefrainCachingProvider(clock)) {
            assertEquals("v", create(later, medium, strings()).get("after"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "TIERED"})
    void replaced_whileInUse_isNoticedAndTheCacheHasWhatIsThere(Medium medium) throws IOException {
        create(provider, medium, strings()).put("k", "backed up");
        provider.close();
        Path backup = Files.copy(file(), directory.resolve("backup.db"));
        try (RefrainCachingProvider later = new RefrainCachingProvider(clock)) {
            Cache<String, String> cache = create(later, medium, strings(), WATCHED);
            cache.put("k", "newer");
            Files.move(backup, file(), StandardCopyOption.REPLACE_EXISTING);
            await("noticed", () -> !"newer".equals(cache.get("k")));
            assertTrue(cache.get("k") == null || cache.get("k").equals("backed up"), () -> cache.get("k"));
            cache.put("after", "v");
            assertEquals("v", cache.get("after"));
        }
        try (RefrainCachingProvider last = new RefrainCachingProvider(clock)) {
            assertEquals("v", create(last, medium, strings()).get("after"));
        }
    }
}
