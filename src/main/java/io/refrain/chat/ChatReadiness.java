package io.refrain.chat;

import io.refrain.jcache.RefrainCacheManager;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Ready when a question can go all its way but to the model: it is read and named, and looked up in the cache, file and all. A database that has gone and is tried again makes nobody
 * unready, since the model answers then, at every replica alike. Safe for use by several threads at once.
 *
 * <p>It looks on a thread of its own, so it never waits for one that a model keeps busy, and never interrupts that thread, which may be opening the
 * file: whoever asks meanwhile waits for the same look, and is told after the timeout that there is no answer yet.
 */
@Readiness
@ApplicationScoped
public class ChatReadiness implements AsyncHealthCheck {
    private final Provider<Rehearsal> rehearsal;
    private final Provider<CacheManager> manager;
    private final Duration timeout;
    private @Nullable CompletableFuture<HealthCheckResponse> look;

    /** Null until the cache could be opened; from then on it is the database's fault when nothing is found. */
    private volatile @Nullable RefrainCacheManager opened;

    @Inject
    ChatReadiness(
            Provider<Rehearsal> rehearsal,
            Provider<CacheManager> manager,
            @ConfigProperty(name = "refrain.health.timeout", defaultValue = "2s") Duration timeout) {
        this.rehearsal = rehearsal;
        this.manager = manager;
        this.timeout = timeout;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().completionStage(() -> look().copy()
                .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(late -> trouble() == null ? down("no answer within " + timeout) : up()));
    }

    /** The one under way, or a new one. */
    synchronized CompletableFuture<HealthCheckResponse> look() {
        if (look == null || look.isDone()) {
            look = CompletableFuture.supplyAsync(this::goTheWay, ChatReadiness::onAThreadOfItsOwn)
                    .exceptionally(failure -> down(reason(failure)));
        }
        return look;
    }

    private static void onAThreadOfItsOwn(Runnable task) {
        Thread thread = new Thread(task, "refrain-readiness");
        thread.setDaemon(true);
        // The service's, whoever asks: the cache manager may be made here.
        thread.setContextClassLoader(ChatReadiness.class.getClassLoader());
        thread.start();
    }

    /** Does not count, and nobody else has that question. */
    private HealthCheckResponse goTheWay() {
        QuestionName name = rehearsal.get().run();
        CacheManager caches = manager.get();
        Cache<Object, Object> cache = StoredAnswers.cache(caches);
        opened = caches instanceof RefrainCacheManager ours ? ours : null;
        try {
            cache.containsKey(name);
        } catch (CacheException e) {
            if (trouble() == null) {
                throw e;
            }
        }
        return up();
    }

    /** Ready, and where it is so, that answers are kept elsewhere than they were, or nowhere for now. */
    private HealthCheckResponse up() {
        HealthCheckResponseBuilder up = response().up();
        String trouble = trouble();
        return trouble == null ? up.build() : up.withData("trouble", trouble).build();
    }

    private @Nullable String trouble() {
        RefrainCacheManager ours = opened;
        return ours == null ? null : ours.trouble();
    }

    private static HealthCheckResponse down(String reason) {
        return response().down().withData("reason", reason).build();
    }

    private static HealthCheckResponseBuilder response() {
        return HealthCheckResponse.named("The cache answers").withData("cache", ChatResource.CACHE);
    }

    private static String reason(Throwable failure) {
        return String.valueOf(failure instanceof CompletionException ? failure.getCause() : failure);
    }
}
