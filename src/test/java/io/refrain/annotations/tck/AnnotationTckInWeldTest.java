package io.refrain.annotations.tck;

import io.refrain.quarkus.ProviderUnderTest;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.inject.Singleton;
import java.util.Properties;
import javax.cache.CacheManager;
import manager.CacheNameOnEachMethodBlogManagerImpl;
import manager.ClassLevelCacheConfigBlogManagerImpl;
import manager.UsingDefaultCacheNameBlogManagerImpl;
import org.junit.jupiter.api.Test;

/** The TCK in Weld SE. */
class AnnotationTckInWeldTest {
    @Test
    void tck_inWeld_passes() {
        try (SeContainer container = SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(
                        Caches.class,
                        CacheNameOnEachMethodBlogManagerImpl.class,
                        ClassLevelCacheConfigBlogManagerImpl.class,
                        UsingDefaultCacheNameBlogManagerImpl.class)
                .initialize()) {
            AnnotationTck.run("Weld", type -> container.select(type).get());
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
}
