package io.refrain.jcache;

import io.refrain.jcache.internal.config.RefrainUri;
import io.refrain.jcache.internal.config.Settings;
import io.refrain.jcache.internal.store.HeldKeys;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.WeakHashMap;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * Refrain as a caching provider of JSR-107, found by {@link javax.cache.Caching}. Safe for use by several threads at once.
 *
 * <p>A cache manager is known by its URI and its class loader: {@code refrain:heap} keeps everything on the heap,
 * {@code refrain:sqlite:<file>} persists its caches in that file, and {@code refrain:postgresql://<host>:<port>/<database>} in that database. The default is {@code refrain:heap}, unless the configuration key
 * {@value #URI_KEY} names another.
 */
public final class RefrainCachingProvider implements CachingProvider {
    /** The configuration key of the default URI. */
    public static final String URI_KEY = "refrain.uri";

    private final HeldKeys held = new HeldKeys(Duration.ZERO);
    private final InstantSource clock;
    private final Map<ClassLoader, Map<URI, RefrainCacheManager>> managers = new WeakHashMap<>();

    /** A provider that goes by the system's clock. */
    public RefrainCachingProvider() {
        this(InstantSource.system());
    }

    /** Knows the locks of all caches of all managers. */
    HeldKeys heldKeys() {
        return held;
    }

    RefrainCachingProvider(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public CacheManager getCacheManager(
            @Nullable URI uri, @Nullable ClassLoader classLoader, @Nullable Properties properties) {
        RefrainUri named = RefrainUri.of(uri == null ? getDefaultURI() : uri);
        ClassLoader loader = orDefault(classLoader);
        RefrainCacheManager manager = findOrMake(named, loader, properties);
        while (manager.isClosed()) {
            // Another thread is about to have closed it: waits until its caches and its file are let go.
            manager.close();
            closed(manager);
            manager = findOrMake(named, loader, properties);
        }
        return manager;
    }

    private RefrainCacheManager findOrMake(RefrainUri named, ClassLoader loader, @Nullable Properties properties) {
        synchronized (managers) {
            return managers.computeIfAbsent(loader, any -> new HashMap<>())
                    .computeIfAbsent(
                            named.uri(), any -> new RefrainCacheManager(this, named, loader, copy(properties), clock));
        }
    }

    private ClassLoader orDefault(@Nullable ClassLoader classLoader) {
        return classLoader == null ? getDefaultClassLoader() : classLoader;
    }

    private static Properties copy(@Nullable Properties properties) {
        Properties copy = new Properties();
        if (properties != null) {
            copy.putAll(properties);
            // Those of its defaults, too.
            properties.stringPropertyNames().forEach(key -> copy.setProperty(key, properties.getProperty(key)));
        }
        return copy;
    }

    @Override
    public CacheManager getCacheManager(@Nullable URI uri, @Nullable ClassLoader classLoader) {
        return getCacheManager(uri, classLoader, null);
    }

    @Override
    public CacheManager getCacheManager() {
        return getCacheManager(null, null, null);
    }

    @Override
    public ClassLoader getDefaultClassLoader() {
        return RefrainCachingProvider.class.getClassLoader();
    }

    @Override
    public URI getDefaultURI() {
        return RefrainUri.parse(new Settings(new Properties()).find(URI_KEY).orElse(RefrainUri.HEAP))
                .uri();
    }

    @Override
    public Properties getDefaultProperties() {
        return new Properties();
    }

    @Override
    public void close() {
        closeAll(managers());
    }

    @Override
    public void close(@Nullable ClassLoader classLoader) {
        ClassLoader loader = orDefault(classLoader);
        closeAll(managers().stream()
                .filter(manager -> manager.getClassLoader() == loader)
                .toList());
    }

    @Override
    public void close(@Nullable URI uri, @Nullable ClassLoader classLoader) {
        URI named = uri == null ? getDefaultURI() : uri;
        ClassLoader loader = orDefault(classLoader);
        closeAll(managers().stream()
                .filter(manager -> manager.getClassLoader() == loader)
                .filter(manager -> manager.getURI().equals(named))
                .toList());
    }

    @Override
    public boolean isSupported(OptionalFeature optionalFeature) {
        return optionalFeature == OptionalFeature.STORE_BY_REFERENCE;
    }

    private List<RefrainCacheManager> managers() {
        synchronized (managers) {
            List<RefrainCacheManager> all = new ArrayList<>();
            managers.values().forEach(byUri -> all.addAll(byUri.values()));
            return all;
        }
    }

    private static void closeAll(List<RefrainCacheManager> closing) {
        closing.forEach(RefrainCacheManager::close);
    }

    /** A manager was closed: the next one of its URI and class loader is new. */
    void closed(RefrainCacheManager manager) {
        synchronized (managers) {
            managers.values().forEach(byUri -> byUri.values().remove(manager));
            managers.values().removeIf(Map::isEmpty);
        }
    }
}
