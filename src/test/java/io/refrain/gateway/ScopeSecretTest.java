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
import java.util.concurrent.atomic.AtomicBoolean;
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
        byte[] secret = of(Optional.of(file), NONE);
        assertEquals(32, secret.length);
        assertArrayEquals(secret, of(Optional.of(file), NONE));
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
            byte[] secret = of(Optional.empty(), () -> caches);
            assertEquals(32, secret.length);
            assertArrayEquals(secret, of(Optional.empty(), () -> caches));
        }
    }

    @Test
    void get_afterCachesThatFailed_isTheirsAsSoonAsTheyAnswer() {
        RefrainCachingProvider provider = new RefrainCachingProvider();
        try (CacheManager caches = provider.getCacheManager(URI.create("refrain:heap"), null)) {
            AtomicBoolean down = new AtomicBoolean(true);
            Supplier<CacheManager> failing = () -> {
                if (down.get()) {
                    throw new CacheException("down");
                }
                return caches;
            };
            ScopeSecret secret = ScopeSecret.of(Optional.empty(), failing, Runnable::run);
            byte[] own = secret.get();
            assertEquals(32, own.length);
            assertArrayEquals(own, secret.get());

            down.set(false);
            assertArrayEquals(of(Optional.empty(), () -> caches), secret.get());
            down.set(true);
            assertArrayEquals(of(Optional.empty(), () -> caches), secret.get());
        }
    }

    private static byte[] of(Optional<Path> file, Supplier<CacheManager> manager) {
        return ScopeSecret.of(file, manager, Runnable::run).get();
    }

    @Test
    void of_aFileThatHoldsNone_isRefused() throws Exception {
        Files.writeString(directory.resolve("a.db-scope"), "nothing");
        assertThrows(IllegalStateException.class, () -> of(Optional.of(directory.resolve("a.db")), NONE));
    }
}
