package io.refrain.annotations;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.annotation.CacheResult;
import org.junit.jupiter.api.Test;

/** What is said when no cache manager can be chosen. */
class CacheManagerChoiceTest {
    private static final String OURS = "io.refrain.jcache.RefrainCachingProvider";

    @Test
    void result_withoutAnyProvider_saysWhatToDo() {
        String said = refusal(providers(Collections.emptyEnumeration()));
        assertTrue(said.contains(Caching.JAVAX_CACHE_CACHING_PROVIDER), said);
        assertTrue(said.contains("No CachingProviders"), said);
        assertTrue(said.contains("make a CDI bean of type javax.cache.CacheManager"), said);
    }

    @Test
    void result_withTwoManagers_saysWhatToDo() {
        String said = refusal(Thread.currentThread().getContextClassLoader(), OneManager.class, OtherManager.class);
        assertTrue(said.contains("keep one without a qualifier"), said);
    }

    private static String refusal(ClassLoader loader, Class<?>... managers) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (SeContainer container = SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(Cached.class)
                .addBeanClasses(managers)
                .initialize()) {
            Cached cached = container.select(Cached.class).get();
            thread.setContextClassLoader(loader);
            return assertThrows(CacheAnnotationException.class, () -> cached.result("k"))
                    .toString();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Finds the given service files where those of the providers are asked for. */
    private static ClassLoader providers(Enumeration<URL> services) {
        return new ClassLoader(CacheManagerChoiceTest.class.getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                return name.endsWith("javax.cache.spi.CachingProvider") ? services : super.getResources(name);
            }
        };
    }

    @ApplicationScoped
    static class Cached {
        @CacheResult
        String result(String key) {
            return key;
        }
    }

    static class OneManager {
        @Produces
        CacheManager manager() {
            return Caching.getCachingProvider(OURS).getCacheManager();
        }
    }

    static class OtherManager {
        @Produces
        CacheManager manager() {
            return Caching.getCachingProvider(OURS).getCacheManager();
        }
    }
}
