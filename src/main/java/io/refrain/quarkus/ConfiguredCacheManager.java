package io.refrain.quarkus;

import io.refrain.jcache.internal.config.CacheSettings;
import io.refrain.jcache.internal.config.Settings;
import java.net.URI;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * A cache manager of another provider that creates caches as the configuration keys have them, whoever asks for them, as Refrain's own does. Safe for use by several
 * threads at once when that is.
 */
final class ConfiguredCacheManager implements CacheManager {
    private final CacheManager other;
    private final Settings settings;

    ConfiguredCacheManager(CacheManager other, Settings settings) {
        this.other = other;
        this.settings = settings;
    }

    @Override
    public <K, V, C extends Configuration<K, V>> Cache<K, V> createCache(String cacheName, C configuration) {
        return other.createCache(cacheName, CacheSettings.ofOther(settings, cacheName, configuration));
    }

    @Override
    public CachingProvider getCachingProvider() {
        return other.getCachingProvider();
    }

    @Override
    public URI getURI() {
        return other.getURI();
    }

    @Override
    public @Nullable ClassLoader getClassLoader() {
        return other.getClassLoader();
    }

    @Override
    public Properties getProperties() {
        return other.getProperties();
    }

    @Override
    public <K, V> @Nullable Cache<K, V> getCache(String cacheName, Class<K> keyType, Class<V> valueType) {
        return other.getCache(cacheName, keyType, valueType);
    }

    @Override
    public <K, V> @Nullable Cache<K, V> getCache(String cacheName) {
        return other.getCache(cacheName);
    }

    @Override
    public Iterable<String> getCacheNames() {
        return other.getCacheNames();
    }

    @Override
    public void destroyCache(String cacheName) {
        other.destroyCache(cacheName);
    }

    @Override
    public void enableManagement(String cacheName, boolean enabled) {
        other.enableManagement(cacheName, enabled);
    }

    @Override
    public void enableStatistics(String cacheName, boolean enabled) {
        other.enableStatistics(cacheName, enabled);
    }

    @Override
    public void close() {
        other.close();
    }

    @Override
    public boolean isClosed() {
        return other.isClosed();
    }

    @Override
    public <T> T unwrap(Class<T> clazz) {
        return clazz.isInstance(this) ? clazz.cast(this) : other.unwrap(clazz);
    }
}
