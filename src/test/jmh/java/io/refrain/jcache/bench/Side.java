package io.refrain.jcache.bench;

import com.github.benmanes.caffeine.jcache.configuration.CaffeineConfiguration;
import io.refrain.jcache.config.RefrainConfiguration;
import java.net.URI;
import java.util.OptionalLong;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.cache.spi.CachingProvider;
import org.cache2k.Cache2kBuilder;
import org.cache2k.jcache.ExtendedMutableConfiguration;
import org.cache2k.jcache.JCacheConfig;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.ExpiryPolicyBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.impl.copy.IdentityCopier;
import org.ehcache.impl.copy.SerializingCopier;
import org.ehcache.jsr107.Eh107Configuration;

/** The caches that are compared: by value and on the heap. */
public enum Side {
    REFRAIN("Refrain", "io.refrain.jcache.RefrainCachingProvider") {
        @Override
        <V> Configuration<String, V> configuration(Class<V> valueType, boolean touched, long room) {
            return standard(new RefrainConfiguration<String, V>().setMaxEntries(room), valueType, touched);
        }

        /** The default is the application's here. */
        @Override
        URI uri(CachingProvider caching) {
            return URI.create("refrain:heap");
        }
    },
    CAFFEINE_JCACHE("Caffeine-jcache", "com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider") {
        @Override
        <V> Configuration<String, V> configuration(Class<V> valueType, boolean touched, long room) {
            CaffeineConfiguration<String, V> configuration =
                    new CaffeineConfiguration<>(standard(new MutableConfiguration<>(), valueType, touched));
            configuration.setMaximumSize(OptionalLong.of(room));
            return configuration;
        }
    },
    CACHE2K("cache2k-jcache", "org.cache2k.jcache.provider.JCacheProvider") {
        @Override
        <V> Configuration<String, V> configuration(Class<V> valueType, boolean touched, long room) {
            Cache2kBuilder<String, V> builder = Cache2kBuilder.of(String.class, valueType)
                    .entryCapacity(room)
                    .with(JCacheConfig.class, section -> section.copyAlwaysIfRequested(true));
            return standard(ExtendedMutableConfiguration.of(builder), valueType, touched);
        }
    },
    EHCACHE("Ehcache 3", "org.ehcache.jsr107.EhcacheCachingProvider") {
        /** Its own builder, since only that bounds the number of entries; by value as its standard configuration does it. */
        @Override
        <V> Configuration<String, V> configuration(Class<V> valueType, boolean touched, long room) {
            CacheConfigurationBuilder<String, V> builder = CacheConfigurationBuilder.newCacheConfigurationBuilder(
                            String.class, valueType, ResourcePoolsBuilder.heap(room))
                    .withKeyCopier(IdentityCopier.identityCopier());
            builder = valueType == String.class
                    ? builder.withValueCopier(IdentityCopier.identityCopier())
                    : builder.withValueCopier(SerializingCopier.asCopierClass());
            if (touched) {
                builder = builder.withExpiry(ExpiryPolicyBuilder.timeToIdleExpiration(java.time.Duration.ofHours(1)));
            }
            return Eh107Configuration.fromEhcacheCacheConfiguration(builder);
        }
    },
    /** Has no bound. */
    REFERENCE("reference", "org.jsr107.ri.spi.RICachingProvider") {
        @Override
        <V> Configuration<String, V> configuration(Class<V> valueType, boolean touched, long room) {
            return standard(new MutableConfiguration<String, V>(), valueType, touched);
        }
    },
    /** Caffeine without JSR-107. */
    CAFFEINE("raw Caffeine", "") {
        @Override
        <V> Configuration<String, V> configuration(Class<V> valueType, boolean touched, long room) {
            throw new UnsupportedOperationException();
        }

        @Override
        <V> Subject<V> open(Class<V> valueType, Mode mode, long room) {
            return new CaffeineSubject<>(room);
        }
    };

    /** Room for a few more entries than there are. */
    static final int MAX_ENTRIES = 10_000;

    private final String title;
    private final String provider;

    Side(String title, String provider) {
        this.title = title;
        this.provider = provider;
    }

    /** Its name in a table. */
    String title() {
        return title;
    }

    abstract <V> Configuration<String, V> configuration(Class<V> valueType, boolean touched, long room);

    URI uri(CachingProvider caching) {
        return caching.getDefaultURI();
    }

    /** A new empty cache. */
    <V> Subject<V> open(Class<V> valueType, Mode mode, long room) {
        CachingProvider caching = Caching.getCachingProvider(provider);
        CacheManager manager = caching.getCacheManager(uri(caching), Side.class.getClassLoader(), new Properties());
        Cache<String, V> cache = manager.createCache("benchmark", configuration(valueType, mode == Mode.TOUCHED, room));
        manager.enableStatistics("benchmark", mode == Mode.STATISTICS_ON);
        return new JCacheSubject<>(manager, cache);
    }

    private static <V, C extends MutableConfiguration<String, V>> C standard(
            C configuration, Class<V> valueType, boolean touched) {
        Factory<? extends ExpiryPolicy> expiry =
                touched ? TouchedExpiryPolicy.factoryOf(Duration.ONE_HOUR) : EternalExpiryPolicy.factoryOf();
        configuration.setTypes(String.class, valueType).setStoreByValue(true).setExpiryPolicyFactory(expiry);
        return configuration;
    }
}
