package io.refrain.cdi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.arc.profile.UnlessBuildProfile;
import io.refrain.jcache.RefrainCachingProvider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.annotation.CacheResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application of CDI gets without a word of configuration but where its file is. */
class RefrainInWeldTest {
    private static final String URI_KEY = RefrainCachingProvider.URI_KEY;

    @TempDir
    Path directory;

    /** Not serialisable. */
    record Item(String name, int count) {}

    @UnlessBuildProfile("test") // not in the tests of the service
    @ApplicationScoped
    static class Items {
        static final AtomicInteger CALLS = new AtomicInteger();

        @CacheResult(cacheName = "items")
        List<Item> list(String key) {
            CALLS.incrementAndGet();
            return List.of(new Item(key, 1));
        }

        @CacheResult(cacheName = "items-later")
        CompletionStage<Optional<Item>> later(String key) {
            CALLS.incrementAndGet();
            return CompletableFuture.completedFuture(Optional.of(new Item(key, 2)));
        }
    }

    @BeforeEach
    void setUri() {
        Items.CALLS.set(0);
        System.setProperty(
                URI_KEY, "refrain:sqlite:" + directory.resolve("c.db").toUri().getRawPath());
    }

    @AfterEach
    void clearUri() {
        System.clearProperty(URI_KEY);
    }

    private static SeContainer container(Class<?>... beans) {
        return SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(Items.class)
                .addBeanClasses(beans)
                .initialize();
    }

    private static CacheManager manager() {
        return Caching.getCachingProvider(RefrainCachingProvider.class.getName())
                .getCacheManager();
    }

    @Test
    void result_ofADeclaredTypeThatIsNotSerialisable_isThereInTheNextContainer() throws Exception {
        for (int round = 0; round < 2; round++) {
            try (SeContainer container = container()) {
                Items items = container.select(Items.class).get();
                assertEquals(List.of(new Item("k", 1)), items.list("k"));
                assertEquals(
                        Optional.of(new Item("k", 2)),
                        items.later("k").toCompletableFuture().get());
            }
        }
        assertEquals(2, Items.CALLS.get());
    }

    @Test
    void close_ofTheContainer_closesTheManagerThatNobodyElseCloses() {
        CacheManager used;
        try (SeContainer container = container()) {
            container.select(Items.class).get().list("k");
            used = manager();
        }
        assertTrue(used.isClosed());
        CacheManager next = manager();
        assertNotSame(used, next);
        next.close();
    }

    /** As where an application server has another version of a library. */
    @UnlessBuildProfile("test") // not in the tests of the service
    static class Unfit {
        @Produces
        CacheManager manager() {
            return (CacheManager) Proxy.newProxyInstance(
                    CacheManager.class.getClassLoader(),
                    new Class<?>[] {CacheManager.class},
                    (proxy, method, values) -> {
                        throw new NoClassDefFoundError("org/hibernate/Gone");
                    });
        }
    }

    @Test
    void result_whereTheCacheFailsWithAnError_isWhatTheMethodGives() throws Exception {
        try (SeContainer container = container(Unfit.class)) {
            Items items = container.select(Items.class).get();
            assertEquals(List.of(new Item("k", 1)), items.list("k"));
            assertEquals(
                    Optional.of(new Item("k", 2)),
                    items.later("k").toCompletableFuture().get());
        }
    }

    /** No bean, and of no use to Java's serialisation. */
    static class Opaque {
        private final int count;

        Opaque(int count) {
            this.count = count;
        }

        @Override
        public String toString() {
            return "Opaque " + count;
        }
    }

    @UnlessBuildProfile("test") // not in the tests of the service
    @ApplicationScoped
    static class Opaques {
        @CacheResult(cacheName = "opaques")
        List<Opaque> list(String key) {
            return List.of(new Opaque(1));
        }
    }

    @Test
    void start_withAResultThatCouldNeverBeKept_isRefusedWithTheClassTheMethodAndTheRemedy() {
        String message = String.valueOf(assertThrows(RuntimeException.class, () -> container(Opaques.class))
                .getMessage());
        assertTrue(
                message.contains("java.util.List io.refrain.cdi.RefrainInWeldTest$Opaques.list(java.lang.String)")
                        && message.contains("RefrainInWeldTest$Opaque in java.util.List<")
                        && message.contains("is not java.io.Serializable")
                        && message.contains("refrain.caches.\"opaques\".storage=heap."),
                message);
    }

    @Test
    void start_afterWhatTheRefusalSays_isAsItShouldBe() {
        System.setProperty("refrain.caches.\"opaques\".storage", "heap");
        try (SeContainer container = container(Opaques.class)) {
            Opaques opaques = container.select(Opaques.class).get();
            assertEquals("[Opaque 1]", opaques.list("k").toString());
        } finally {
            System.clearProperty("refrain.caches.\"opaques\".storage");
        }
    }
}
