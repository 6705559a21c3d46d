package io.refrain.packaged;

import java.net.URI;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;

/** An application in plain Java, with the standard API only: puts a value and prints what was there before. */
final class PlainJava {
    private PlainJava() {}

    public static void main(String[] arguments) {
        try (CachingProvider provider = Caching.getCachingProvider("io.refrain.jcache.RefrainCachingProvider");
                CacheManager manager = provider.getCacheManager(URI.create("refrain:sqlite:" + arguments[0]), null)) {
            Cache<String, String> cache = manager.createCache(
                    "plain", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
            System.out.println(cache.getAndPut("k", arguments[1]));
        }
    }
}
