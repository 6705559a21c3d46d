package app;

import io.quarkus.hibernate.orm.PersistenceUnit;
import io.refrain.jcache.RefrainCacheManager;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Properties;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;
import org.hibernate.SessionFactory;

@ApplicationScoped
public class Caches {
    @Produces
    @Singleton
    CacheManager manager(@PersistenceUnit("refrain") SessionFactory sessions) {
        Properties properties = new Properties();
        properties.put(RefrainCacheManager.SESSION_FACTORY, sessions);
        CachingProvider provider = Caching.getCachingProvider();
        return provider.getCacheManager(provider.getDefaultURI(), null, properties);
    }

    void close(@Disposes CacheManager manager) {
        manager.close();
    }
}
