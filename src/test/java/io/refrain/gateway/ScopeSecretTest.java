package io.refrain.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.jcache.RefrainCachingProvider;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key of the hash of credentials. */
class ScopeSecretTest {
    private static final Supplier<CacheManager> NONE = () -> {
        throw new AssertionError("The file has it");
    };

    @TempDir
    Path directory;

    @Test
    void of_aFile_isMadeOnceForItsOwnerOnly() throws Exception {
        Path file = directory.resolve("a.db");
        byte[] secret = ScopeSecret.of(Optional.of(file), NONE);
        assertEquals(32, secret.length);
        assertArrayEquals(secret, ScopeSecret.of(Optional.of(file), NONE));
        Path beside = directory.resolve("a.db-scope");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(beside)));
        try (var files = Files.list(directory)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void of_noFile_isMadeOnceForAllWhoShareTheCaches() {
        RefrainCachingProvider provider = new RefrainCachingProvider();
        try (CacheManager caches = provider.getCacheManager(URI.create("refrain:heap"), null)) {
            byte[] secret = ScopeSecret.of(Optional.empty(), () -> caches);
            assertEquals(32, secret.length);
            assertArrayEquals(secret, ScopeSecret.of(Optional.empty(), () -> caches));
        }
    }

    @Test
    void of_cachesThatFail_isMadeForThisProcess() {
        byte[] secret = ScopeSecret.of(Optional.empty(), () -> {
            throw new CacheException("down");
        });
        assertEquals(32, secret.length);
    }

    @Test
    void of_aFileThatHoldsNone_isRefused() throws Exception {
        Files.writeString(directory.resolve("a.db-scope"), "nothing");
        assertThrows(IllegalStateException.class, () -> ScopeSecret.of(Optional.of(directory.resolve("a.db")), NONE));
    }
}
