package io.refrain.jcache;

import io.refrain.jcache.config.RefrainConfiguration;
import java.io.Serializable;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.integration.CacheLoader;

/** An application that uses what it can of a cache with classes of its own. Its keys are no records, since Java 17 keeps the class of the last that was compared. {@link Reloads} makes one after the other. */
public final class ReloadedApplication implements Callable<CacheManager> {

    @Override
    public CacheManager call() {
        ClassLoader loader = ReloadedApplication.class.getClassLoader();
        CacheManager manager = Caching.getCachingProvider(RefrainCachingProvider.class.getName())
                .getCacheManager(URI.create(System.getProperty("refrain.uri")), loader);
        Cache<String, Serialised> serialised = manager.createCache(
                "serialised",
                new RefrainConfiguration<String, Serialised>()
                        .setTypes(String.class, Serialised.class)
                        .setStatisticsEnabled(true)
                        .setManagementEnabled(true)
                        .setReadThrough(true)
                        .setCacheLoaderFactory(FactoryBuilder.factoryOf(Loader.class))
                        .addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                                FactoryBuilder.factoryOf(Listener.class), null, true, true)));
        serialised.put("k", new Serialised(new AtomicInteger(1)));
        Objects.requireNonNull(serialised.get("k"));
        Objects.requireNonNull(serialised.get("loaded"));
        serialised.invoke("k", (entry, arguments) -> entry.getValue());
        Cache<String, Json> json = manager.createCache(
                "json", new RefrainConfiguration<String, Json>().setTypes(String.class, Json.class));
        json.put("k", new Json(List.of("a")));
        json.forEach(entry -> Objects.requireNonNull(entry.getValue()));
        return manager;
    }

    record Serialised(AtomicInteger number) implements Serializable {}

    record Json(List<String> texts) {}

    /** Loads anything. */
    public static final class Loader implements CacheLoader<String, Serialised> {
        @Override
        public Serialised load(String key) {
            return new Serialised(new AtomicInteger(2));
        }

        @Override
        public Map<String, Serialised> loadAll(Iterable<? extends String> keys) {
            throw new UnsupportedOperationException();
        }
    }

    /** Listens to nothing in particular. */
    public static final class Listener implements CacheEntryCreatedListener<String, Serialised> {
        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends Serialised>> events) {
            events.forEach(event -> Objects.requireNonNull(event.getValue()));
        }
    }
}
