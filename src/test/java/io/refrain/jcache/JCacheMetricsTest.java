package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.JCacheMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.refrain.jcache.config.RefrainConfiguration;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import javax.cache.Cache;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That Micrometer's binder for JSR-107 finds a cache's figures, and that they move. */
class JCacheMetricsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void meters_ofACacheInUse_move(Medium medium) {
        try (RefrainCachingProvider provider = new RefrainCachingProvider(new FakeClock())) {
            URI uri = medium.uri(directory);
            Properties properties = medium.properties();
            if (medium.isServer()) {
                // Its binder makes the name of an MXBean of the URI by itself, which may have no parameters therefore.
                String[] parts = uri.toString().split("\\?");
                uri = URI.create(parts[0]);
                properties.setProperty("refrain.postgresql.parameters", parts[1]);
            }
            Cache<String, String> cache = provider.getCacheManager(uri, null, properties)
                    .createCache(
                            "c",
                            new RefrainConfiguration<String, String>()
                                    .setTypes(String.class, String.class)
                                    .setMaxEntries(5)
                                    .setStatisticsEnabled(true));
            JCacheMetrics.monitor(registry, cache);

            for (String key : List.of("1", "2", "3", "4", "5", "6", "7", "8")) {
                cache.put(key, "v");
            }
            String present = cache.iterator().next().getKey();
            double hits = counter("cache.gets", "result", "hit");
            cache.get(present);
            cache.get("absent");
            cache.remove(present);

            assertEquals(8, counter("cache.puts"));
            assertEquals(3, counter("cache.evictions"));
            assertEquals(hits + 1, counter("cache.gets", "result", "hit"));
            assertEquals(1, counter("cache.gets", "result", "miss"));
            assertEquals(
                    1,
                    Objects.requireNonNull(registry.find("cache.removals").gauge())
                            .value());
        }
    }

    private double counter(String name, String... tags) {
        FunctionCounter counter = registry.find(name).tags(tags).functionCounter();
        return Objects.requireNonNull(counter, name).count();
    }
}
