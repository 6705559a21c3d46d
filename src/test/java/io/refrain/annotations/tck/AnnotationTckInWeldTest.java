package io.refrain.annotations.tck;

import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import io.refrain.jcache.internal.store.database.postgresql.PostgresDatabase;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer;
import io.refrain.quarkus.ProviderUnderTest;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Properties;
import javax.cache.CacheManager;
import javax.cache.Caching;
import manager.CacheNameOnEachMethodBlogManagerImpl;
import manager.ClassLevelCacheConfigBlogManagerImpl;
import manager.UsingDefaultCacheNameBlogManagerImpl;
import org.junit.jupiter.api.Test;

/** The TCK in Weld SE. */
class AnnotationTckInWeldTest {
    @Test
    void tck_inWeld_passes() {
        run("Weld", Caches.class);
    }

    @Test
    @NeedsPostgres
    void tck_inWeldOnPostgresql_passes() {
        run("Weld, on PostgreSQL", CachesOnPostgresql.class);
    }

    private static void run(String name, Class<?> caches) {
        try (SeContainer container = SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(
                        caches,
                        CacheNameOnEachMethodBlogManagerImpl.class,
                        ClassLevelCacheConfigBlogManagerImpl.class,
                        UsingDefaultCacheNameBlogManagerImpl.class)
                .initialize()) {
            AnnotationTck.run(name, type -> container.select(type).get());
        }
    }

    /** The provider by name, since the TCK brings another one. */
    static class Caches {
        @Produces
        @Singleton
        CacheManager caches() {
            return ProviderUnderTest.empty(new Properties());
        }

        void close(@Disposes CacheManager manager) {
            ProviderUnderTest.close(manager);
        }
    }

    /** With a heap in front. */
    static class CachesOnPostgresql {
        @Produces
        @Singleton
        CacheManager caches() {
            PostgresDatabase database = PostgresServer.shared().createDatabase();
            Properties properties = new Properties();
            properties.setProperty("refrain.postgresql.user", database.user());
            properties.setProperty("refrain.postgresql.password", database.password());
            // What the TCK stores.
            properties.setProperty("refrain.serialization.allow", "domain.*");
            return Caching.getCachingProvider("io.refrain.jcache.RefrainCachingProvider")
                    .getCacheManager(URI.create(database.uri()), null, properties);
        }

        void close(@Disposes CacheManager caches) {
            caches.close();
        }
    }
}
