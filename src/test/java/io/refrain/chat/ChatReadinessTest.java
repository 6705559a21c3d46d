package io.refrain.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.RefrainCachingProvider;
import jakarta.inject.Provider;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the service is ready. */
class ChatReadinessTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final RefrainCachingProvider provider = new RefrainCachingProvider();
    private final CacheManager caches =
            provider.getCacheManager(URI.create("refrain:heap"), ChatReadinessTest.class.getClassLoader());
    private final Rehearsal rehearsal = QuestionKeyGenerators.rehearsal();

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void call_beforeTheFirstQuestion_createsTheCacheAndIsUp() {
        assertEquals(Status.UP, call(() -> caches).getStatus());
        assertNotNull(caches.getCache("chat"));
    }

    @Test
    void call_withACache_isUpAndChangesAndCountsNothing() throws JMException {
        Cache<Object, Object> cache =
                caches.createCache("chat", new MutableConfiguration<>().setStatisticsEnabled(true));
        assertEquals(Status.UP, call(() -> caches).getStatus());
        assertFalse(cache.iterator().hasNext());
        ObjectName counts = new ObjectName("javax.cache:type=CacheStatistics,Cache=chat,*");
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        Set<ObjectName> found = beans.queryNames(counts, null);
        assertEquals(1, found.size());
        ObjectName bean = found.iterator().next();
        for (String count : List.of("CacheHits", "CacheMisses", "CachePuts", "CacheRemovals")) {
            assertEquals(0L, beans.getAttribute(bean, count), count);
        }
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

    /** As in an executable that lacks a class. */
    @Test
    void call_whenNoQuestionCanBeNamed_isDownAndSaysWhy() {
        HealthCheckResponse response = call(readiness(
                () -> {
                    throw new NoClassDefFoundError("SSMW");
                },
                () -> caches,
                LONG));
        assertEquals(Status.DOWN, response.getStatus());
        assertTrue(reason(response).contains("SSMW"), reason(response));
    }

    /** A thread that is interrupted while it opens a file leaves it unusable. */
    @Test
    @Timeout(60)
    void call_whileTheFileIsBeingOpened_isDownAfterTheTimeoutAndInterruptsNobody() throws InterruptedException {
        var opening = new CountDownLatch(1);
        var opened = new CountDownLatch(1);
        var interrupted = new AtomicBoolean();
        var times = new AtomicInteger();
        ChatReadiness readiness = readiness(
                () -> rehearsal,
                () -> {
                    times.incrementAndGet();
                    try {
                        opening.await();
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                    }
                    opened.countDown();
                    return caches;
                },
                Duration.ofMillis(50));
        for (int i = 0; i < 3; i++) {
            HealthCheckResponse response = call(readiness);
            assertEquals(Status.DOWN, response.getStatus());
            assertTrue(reason(response).contains("no answer within"), reason(response));
        }
        assertEquals(1, times.get(), "threads that open the file");

        opening.countDown();
        opened.await();
        assertFalse(interrupted.get(), "interrupted");
        while (call(readiness).getStatus() == Status.DOWN) {
            Thread.onSpinWait();
        }
    }

    @Test
    void call_onAThreadThatMayNotBlock_goesItsWayOnAnother() {
        Thread[] seen = new Thread[1];
        call(() -> {
            seen[0] = Thread.currentThread();
            return caches;
        });
        assertEquals("refrain-readiness", seen[0].getName());
        assertTrue(seen[0].isDaemon());
    }

    private HealthCheckResponse call(Provider<CacheManager> manager) {
        return call(readiness(() -> rehearsal, manager, LONG));
    }

    private static HealthCheckResponse call(ChatReadiness readiness) {
        return readiness.call().await().atMost(LONG.plusSeconds(10));
    }

    private static ChatReadiness readiness(
            Provider<Rehearsal> rehearsal, Provider<CacheManager> manager, Duration timeout) {
        return new ChatReadiness(rehearsal, manager, timeout);
    }

    private static String reason(HealthCheckResponse response) {
        return String.valueOf(response.getData().orElseThrow().get("reason"));
    }
}
