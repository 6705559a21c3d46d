package app;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.grid.jcache.JCacheProxyManager;
import java.net.URI;
import java.time.Duration;
import javax.cache.Cache;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;

public final class Main {
    public static void main(String[] arguments) throws Exception {
        Cache<String, byte[]> cache = Caching.getCachingProvider()
                .getCacheManager(URI.create("refrain:sqlite:buckets.db"), null)
                .createCache(
                        "buckets", new MutableConfiguration<String, byte[]>().setTypes(String.class, byte[].class));
        BucketConfiguration limit = BucketConfiguration.builder()
                .addLimit(bandwidth -> bandwidth.capacity(1).refillIntervally(1, Duration.ofDays(1)))
                .build();
        Bucket bucket = new JCacheProxyManager<>(cache).builder().build("caller", () -> limit);
        if (bucket.tryConsume(1)) {
            System.out.println("computed");
        }
        System.out.println("answer " + bucket.getAvailableTokens());
        System.out.println("ready");
        System.in.read();
    }
}
