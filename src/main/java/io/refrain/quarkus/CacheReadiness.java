package io.refrain.quarkus;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the cache behind {@code /chat} answers, file and all. Safe for use by several threads at once. */
@Readiness
@ApplicationScoped
public class CacheReadiness implements HealthCheck {
    private static final String CACHE = "chat";

    /** A key that no question has: those are hashes. */
    private static final String PROBE = "readiness";

    private final Provider<CacheManager> manager;
    private final ExecutorService workers;
    private final Duration timeout;

    @Inject
    CacheReadiness(Provider<CacheManager> manager, ExecutorService workers, ServiceConfig config) {
        this(manager, workers, config.healthTimeout());
    }

    CacheReadiness(Provider<CacheManager> manager, ExecutorService workers, Duration timeout) {
        this.manager = manager;
        this.workers = workers;
        this.timeout = timeout;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("The cache answers").withData("cache", CACHE);
        Future<?> asked = workers.submit(this::ask);
        try {
            asked.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return response.up().build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return response.down().withData("reason", "interrupted").build();
        } catch (TimeoutException e) {
            asked.cancel(true);
            return response.down()
                    .withData("reason", "no answer within " + timeout)
                    .build();
        } catch (ExecutionException e) {
            return response.down()
                    .withData("reason", String.valueOf(e.getCause()))
                    .build();
        }
    }

    private void ask() {
        CacheManager caches = manager.get();
        Cache<Object, Object> cache = caches.getCache(CACHE);
        if (cache == null) {
            cache = create(caches);
        }
        cache.containsKey(PROBE);
    }

    /** As the first question would; another one may be quicker. */
    private static Cache<Object, Object> create(CacheManager caches) {
        try {
            return caches.createCache(CACHE, new MutableConfiguration<>());
        } catch (CacheException e) {
            Cache<Object, Object> cache = caches.getCache(CACHE);
            if (cache == null) {
                throw e;
            }
            return cache;
        }
    }
}
