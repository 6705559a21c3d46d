package io.refrain.quarkus;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.annotations.RegisterResources;
import io.refrain.jcache.RefrainCacheManager;
import io.refrain.jcache.RefrainCachingProvider;
import io.refrain.jcache.internal.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.SessionFactory;

/**
 * Gives the application its cache manager, by the standard API: Refrain's, unless {@code refrain.provider} names another JSR-107 provider.
 * Safe for use by several threads at once.
 */
@ApplicationScoped
@RegisterForReflection(targets = RefrainCachingProvider.class, methods = false, fields = false)
@RegisterResources(globs = "META-INF/services/javax.cache.spi.CachingProvider")
class CacheManagers {
    private static final String OURS = "io.refrain.jcache.RefrainCachingProvider";

    @Produces
    @Singleton
    @Unremovable
    CacheManager cacheManager(
            @ConfigProperty(name = "refrain.provider", defaultValue = OURS) String providerClass,
            @ConfigProperty(name = "refrain.uri") Optional<String> uri,
            ChatConfig chat,
            GatewayConfig gateway,
            ServiceConfig service,
            Instance<SessionFactory> sessions) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        CachingProvider provider = Caching.getCachingProvider(providerClass, loader);
        Properties properties = new Properties();
        keepStale(ServiceConfig.CACHE, chat.staleIfError(), service.timeToLive(), properties);
        keepStale(ServiceConfig.GATEWAY_CACHE, gateway.staleIfError(), service.timeToLiveOfGateway(), properties);
        if (providerClass.equals(OURS)) {
            // The one that Quarkus built: a native executable cannot make its own.
            properties.put(RefrainCacheManager.SESSION_FACTORY, sessions.get());
            return provider.getCacheManager(provider.getDefaultURI(), loader, properties);
        }
        return OtherProvider.open(
                provider, uri.filter(text -> !text.startsWith("refrain:")).map(URI::create), new Settings(properties));
    }

    /** The cache keeps answers for longer than they are fresh, which whoever asks for them judges by what is left. */
    private static void keepStale(String cache, Duration kept, Optional<Duration> fresh, Properties properties) {
        if (!kept.isZero() && fresh.isPresent()) {
            properties.setProperty(
                    "refrain.caches.\"" + cache + "\".expire-after-write",
                    fresh.get().plus(kept).toString());
        }
    }

    void close(@Disposes CacheManager manager) {
        manager.close();
        if (!(manager instanceof RefrainCacheManager)) {
            // What it has started is its own, such as a member of a cluster.
            manager.getCachingProvider().close();
        }
    }
}
