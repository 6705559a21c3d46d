package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.config.RefrainConfiguration;
import java.io.BufferedReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.Caching;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever runs applications expects of a library: it loses nothing at an orderly end. */
class HomeTest {
    @TempDir
    Path directory;

    private URI uri() {
        return URI.create("refrain:sqlite:" + directory.resolve("c.db").toUri().getRawPath());
    }

    /** Puts what waits for its window, and ends without closing. */
    public static void main(String[] arguments) {
        Cache<String, String> cache = Caching.getCachingProvider(RefrainCachingProvider.class.getName())
                .getCacheManager(URI.create(arguments[0]), null)
                .createCache(
                        "c",
                        new RefrainConfiguration<String, String>()
                                .setTypes(String.class, String.class)
                                .setDurability(Durability.BATCHED));
        String before = cache.get("k");
        cache.put("k", "v");
        System.out.println(before);
    }

    @Test
    void end_ofAProcessThatClosesNothing_commitsWhatIsPending() throws Exception {
        assertEquals("null", run());
        assertEquals("v", run());
    }

    private String run() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Drefrain.sqlite.batch-window=1m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HomeTest.class.getName(),
                        uri().toString())
                .redirectError(directory.resolve("errors.txt").toFile())
                .start();
        try (BufferedReader output = process.inputReader()) {
            String line = output.readLine();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertNotNull(line);
            return line;
        }
    }
}
