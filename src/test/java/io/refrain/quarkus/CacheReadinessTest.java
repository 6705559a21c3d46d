package io.refrain.quarkus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.RefrainCachingProvider;
import jakarta.inject.Provider;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the service is ready. */
class CacheReadinessTest {
    private final ExecutorService workers = Executors.newSingleThreadExecutor();
    private final RefrainCachingProvider provider = new RefrainCachingProvider();
    private final CacheManager caches =
            provider.getCacheManager(URI.create("refrain:heap"), CacheReadinessTest.class.getClassLoader());

    @AfterEach
    void close() {
        workers.shutdownNow();
        provider.close();
    }

    @Test
    void call_beforeTheFirstQuestion_createsTheCacheAndIsUp() {
        assertEquals(Status.UP, call(() -> caches).getStatus());
        assertNotNull(caches.getCache("chat"));
    }

    @Test
    void call_withACache_isUp() {
        caches.createCache("chat", new MutableConfiguration<>());
        assertEquals(Status.UP, call(() -> caches).getStatus());
    }

    @Test
    void call_withAClosedManager_isDown() {
        caches.close();
        assertEquals(Status.DOWN, call(() -> caches).getStatus());
    }

    @Test
    void call_ofAManagerThatFails_isDownAndSaysWhy() {
        HealthCheckResponse response = call(() -> {
            throw new CacheException("the file is gone");
        });
        assertEquals(Status.DOWN, response.getStatus());
        assertTrue(reason(response).contains("the file is gone"), reason(response));
    }

    @Test
    void call_ofAManagerThatHangs_isDownAfterTheTimeout() {
        CountDownLatch never = new CountDownLatch(1);
        HealthCheckResponse response = call(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return caches;
        });
        assertEquals(Status.DOWN, response.getStatus());
        assertTrue(reason(response).contains("no answer within"), reason(response));
    }

    private HealthCheckResponse call(Provider<CacheManager> manager) {
        return new CacheReadiness(manager, workers, Duration.ofSeconds(1)).call();
    }

    private static String reason(HealthCheckResponse response) {
        return String.valueOf(response.getData().orElseThrow().get("reason"));
    }
}
