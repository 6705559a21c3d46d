package io.refrain.jcache;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of caches in a file have in common: two cache managers of one process on one file, with a clock of the test's. */
abstract class FileCaches {
    @TempDir
    Path directory;

    final FakeClock clock = new FakeClock();
    final RefrainCachingProvider provider = new RefrainCachingProvider(clock);
    final RefrainCachingProvider another = new RefrainCachingProvider(clock);

    @AfterEach
    void closeProviders() {
        provider.close();
        another.close();
    }

    Path file() {
        return directory.resolve("cache.db");
    }

    /** @param settings keys without their prefix, each followed by its value */
    CacheManager manager(RefrainCachingProvider of, Medium medium, String... settings) {
        Properties properties = medium.properties();
        for (int i = 0; i < settings.length; i += 2) {
            properties.setProperty("refrain." + settings[i], settings[i + 1]);
        }
        return of.getCacheManager(medium.uri(directory), null, properties);
    }

    <K, V> Cache<K, V> create(
            RefrainCachingProvider of, Medium medium, Configuration<K, V> configuration, String... settings) {
        return manager(of, medium, settings).createCache("c", configuration);
    }

    static MutableConfiguration<String, String> strings() {
        return new MutableConfiguration<String, String>().setTypes(String.class, String.class);
    }

    static MutableConfiguration<String, Integer> numbers() {
        return new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class);
    }

    static <K, V> MutableConfiguration<K, V> by(ExpiryPolicy policy, MutableConfiguration<K, V> configuration) {
        return configuration.setExpiryPolicyFactory(() -> policy);
    }

    /** Adds one to the number of a key; gives what it is then. */
    static Integer step(Cache<String, Integer> cache, String key) {
        return cache.invoke(key, (entry, arguments) -> {
            int next = entry.exists() ? entry.getValue() + 1 : 1;
            entry.setValue(next);
            return next;
        });
    }

    /** Waits for what happens in the background. */
    static void await(String what, BooleanSupplier happened) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not within 30 s: " + what);
            }
            Thread.onSpinWait();
        }
    }
}
