package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.config.RefrainConfiguration;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.Caching;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever runs applications expects of a library: it lets go of those that are gone, and loses nothing at an orderly end. */
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
        assertEquals(List.of("null"), run(HomeTest.class, uri().toString()));
        assertEquals(List.of("v"), run(HomeTest.class, uri().toString()));
    }

    /** Statistics and configuration of the cache that has them are the two MXBeans. */
    @Test
    void close_asTwoReloadsDoIt_leavesNothingOfTheApplicationsBefore() throws Exception {
        assertEquals(
                List.of(
                        "Reloads$Application 1",
                        "RefrainCacheManager 1",
                        "Database 1",
                        "SqliteMedium 1",
                        "SessionFactoryImpl 1",
                        "MXBeans 2",
                        "the first of two is closed 1",
                        "the second, too 0"),
                run(Reloads.class));
    }

    private List<String> run(Class<?> main, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Drefrain.sqlite.batch-window=1m",
                "-Drefrain.uri=" + uri(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Path errors = directory.resolve("errors.txt");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try (BufferedReader output = process.inputReader()) {
            List<String> lines = output.lines().toList();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), () -> lines + "\n" + text(errors));
            return lines;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
