package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.RefrainConfiguration;
import io.refrain.jcache.config.StorageType;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.integration.CompletionListenerFuture;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** That a password in the URI of a cache manager is nowhere but there. Its database is not needed: its caches are on the heap. */
class PasswordInUriTest {
    private static final String SECRET = "s3cr3t";
    private static final URI WITH_PASSWORD = URI.create("refrain:postgresql://me:" + SECRET + "@localhost:1/db");
    private static final String SHOWN = "refrain:postgresql://me:***@localhost:1/db";

    private final RefrainCachingProvider provider = new RefrainCachingProvider();
    private final CacheManager manager = provider.getCacheManager(WITH_PASSWORD, null);
    private final FakeLoader<String, String> loader = new FakeLoader<>();

    @AfterEach
    void close() {
        provider.close();
    }

    private RefrainConfiguration<String, String> onTheHeap() {
        return new RefrainConfiguration<String, String>()
                .setTypes(String.class, String.class)
                .setStorage(StorageType.HEAP);
    }

    @Test
    void getURI_isWhatWasGiven() {
        assertEquals(WITH_PASSWORD, manager.getURI());
        assertEquals(manager, provider.getCacheManager(WITH_PASSWORD, null));
    }

    @Test
    void toString_ofTheManagerAndItsCaches_hasNoPassword() {
        assertEquals("RefrainCacheManager[" + SHOWN + "]", manager.toString());
        assertEquals(
                "RefrainCache[c of " + SHOWN + "]",
                manager.createCache("c", onTheHeap()).toString());
    }

    @Test
    void toString_ofAnEvent_hasNoPassword() {
        Cache<String, String> cache = manager.createCache("c", onTheHeap());
        CompletableFuture<String> told = new CompletableFuture<>();
        cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(
                () -> (CacheEntryCreatedListener<String, String>)
                        events -> events.forEach(event -> told.complete(event + " of " + event.getSource())),
                null,
                false,
                true));
        cache.put("k", "v");
        assertTrue(told.join().contains(SHOWN), told.join());
        assertFalse(told.join().contains(SECRET), told.join());
    }

    @Test
    void threads_ofTheManager_areNamedWithoutThePassword() throws Exception {
        CompletableFuture<String> name = new CompletableFuture<>();
        Cache<String, String> cache = manager.createCache("c", onTheHeap().setCacheLoaderFactory(() -> loader));
        cache.loadAll(Set.of("k"), false, new CompletionListenerFuture() {
            @Override
            public void onCompletion() {
                name.complete(Thread.currentThread().getName());
            }
        });
        assertEquals("refrain " + SHOWN, name.get());
    }

    @Test
    void beans_ofACache_areNamedWithoutThePassword() throws MalformedObjectNameException {
        RefrainConfiguration<String, String> shown = onTheHeap();
        shown.setManagementEnabled(true).setStatisticsEnabled(true);
        manager.createCache("password-in-uri", shown);
        Set<ObjectName> names = ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("javax.cache:Cache=password-in-uri,*"), null);
        assertEquals(2, names.size(), names.toString());
        names.forEach(name ->
                assertEquals("refrain.postgresql.//me....@localhost.1/db", name.getKeyProperty("CacheManager")));
    }

    @Test
    void everyCall_ofAClosedManager_isRefusedWithoutThePassword() {
        manager.close();
        assertEquals(
                "The cache manager " + SHOWN + " is closed",
                assertThrows(IllegalStateException.class, manager::getCacheNames)
                        .getMessage());
    }

    @Test
    void getCacheManager_ofAPasswordThatIsAnotherThanTheKeys_isRefusedWithoutBoth() {
        Properties properties = new Properties();
        properties.setProperty("refrain.postgresql.password", SECRET + "2");
        URI uri = URI.create(WITH_PASSWORD + "2");
        String message =
                String.valueOf(assertThrows(CacheException.class, () -> provider.getCacheManager(uri, null, properties))
                        .getMessage());
        assertTrue(message.contains("refrain.uri") && message.contains("refrain.postgresql.password"), message);
        assertFalse(message.contains(SECRET), message);
    }

    @Test
    void getCacheManager_ofACredentialOfTheKeys_isFoundAgain() {
        Properties properties = new Properties();
        properties.setProperty("refrain.postgresql.user", "me");
        properties.setProperty("refrain.postgresql.password", SECRET);
        URI uri = URI.create("refrain:postgresql://localhost:1/other");
        CacheManager made = provider.getCacheManager(uri, null, properties);
        assertEquals(uri, made.getURI());
        assertEquals(made, provider.getCacheManager(uri, null, properties));
        assertFalse(made.toString().contains(SECRET), made.toString());
    }
}
