package io.refrain.jcache.bench;

import io.refrain.jcache.RefrainCachingProvider;
import io.refrain.jcache.config.RefrainConfiguration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Gets and replaces values that nobody can change in each of Refrain's stores. */
@State(Scope.Benchmark)
@Warmup(iterations = 2, time = 1)
public class Stores {
    /** Where the entries are. */
    public enum Store {
        HEAP,
        TIERED,
        SQLITE
    }

    @Param
    public Store store;

    private Path directory;
    private Subject<String> cache;
    private String[] values;

    @Setup
    public void open() throws IOException {
        directory = Files.createTempDirectory("refrain-benchmark");
        URI uri = store == Store.HEAP
                ? URI.create("refrain:heap")
                : URI.create("refrain:sqlite:"
                        + directory.resolve("cache.db").toUri().getRawPath());
        CacheManager manager =
                new RefrainCachingProvider().getCacheManager(uri, Stores.class.getClassLoader(), new Properties());
        RefrainConfiguration<String, String> configuration = new RefrainConfiguration<String, String>()
                .setTypes(String.class, String.class)
                .setMaxEntries(Side.MAX_ENTRIES);
        if (store != Store.HEAP) {
            configuration.setHeapEntries(store == Store.TIERED ? Side.MAX_ENTRIES : 0);
        }
        cache = new JCacheSubject<>(manager, manager.createCache("benchmark", configuration));
        values = Keys.all();
        for (String key : values) {
            cache.put(key, key);
        }
    }

    @TearDown
    public void close() throws IOException {
        cache.close();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    @Benchmark
    public @Nullable String get(Keys keys) {
        return cache.get(keys.next());
    }

    @Benchmark
    public void put(Keys keys) {
        String value = values[keys.position() & (Keys.COUNT - 1)];
        cache.put(keys.next(), value);
    }
}
