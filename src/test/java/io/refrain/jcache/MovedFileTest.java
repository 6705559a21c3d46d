package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.cache.Cache;
import javax.cache.CacheManager;
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
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        try (RefrainCachingProvider other = new RefrainCachingProvider(clock)) {
            CacheManager theirs = other.getCacheManager(medium.uri(elsewhere), null, medium.properties());
            theirs.createCache("another one, so that the numbers differ", strings())
                    .put("k", "not this one's");
            theirs.createCache("c", strings()).put("k", "theirs");
        }
        Cache<String, String> cache = create(provider, medium, strings(), WATCHED);
        cache.put("k", "ours");
        assertEquals("ours", cache.get("k"));
        Files.move(elsewhere.resolve("cache.db"), file(), StandardCopyOption.REPLACE_EXISTING);
        await("noticed", () -> "theirs".equals(cache.get("k")));
        cache.put("after", "v");
        assertEquals("v", cache.get("after"));
        provider.close();
        try (RefrainCachingProvider later = new RefrainCachingProvider(clock)) {
            Cache<String, String> again = create(later, medium, strings());
            assertEquals("v", again.get("after"));
            assertEquals("theirs", again.get("k"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "TIERED"})
    void deleted_whileItIsWritten_losesNothingThatWasPutOnceItWasNoticed(Medium medium) throws Exception {
        Cache<String, Integer> cache = create(provider, medium, numbers(), WATCHED);
        for (int round = 0; round < 5; round++) {
            step(cache, "k");
            Files.delete(file());
            await("noticed", () -> Files.exists(file()));
            int first = step(cache, "k");
            for (int i = 1; i < 50; i++) {
                assertEquals(first + i, step(cache, "k"));
            }
        }
    }
}
