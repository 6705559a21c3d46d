package io.refrain.annotations;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.InvocationContext;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Changes a cache before or after a method. What goes wrong with that fails the call, since the cache would go on to answer with
 * what the method has outdated; a method that has failed already keeps its failure. Safe for use by several threads at once.
 */
@Singleton
class Changes {
    private final CallerThreads threads;

    @Inject
    Changes(CallerThreads threads) {
        this.threads = threads;
    }

    /**
     * Calls the method and makes the change.
     *
     * @param after false to make the change before the method is called, whatever becomes of that
     */
    @Nullable
    Object around(InvocationContext context, CacheOperation<?> operation, boolean after, Runnable change)
            throws Exception {
        return switch (operation.shape()) {
            case VALUE -> aroundValue(context, operation, after, change);
            case STAGE -> aroundStage(() -> (CompletionStage<?>) context.proceed(), operation, after, change);
            case UNI ->
                UniResults.of(
                        () -> aroundStage(() -> UniResults.subscribed(context.proceed()), operation, after, change));
        };
    }

    private static @Nullable Object aroundValue(
            InvocationContext context, CacheOperation<?> operation, boolean after, Runnable change) throws Exception {
        if (!after) {
            change.run();
            return context.proceed();
        }
        Object result;
        try {
            result = context.proceed();
        } catch (Throwable e) {
            try {
                changeAfter(Answer.failed(e), operation, change);
            } catch (RuntimeException trouble) {
                e.addSuppressed(trouble);
            }
            throw e;
        }
        change.run();
        return result;
    }

    private CompletableFuture<@Nullable Object> aroundStage(
            Callable<? extends @Nullable CompletionStage<?>> method,
            CacheOperation<?> operation,
            boolean after,
            Runnable change) {
        CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
        if (after) {
            var unused = Stages.started(method)
                    .thenAccept(answer -> threads.run(() -> changeAfter(answer, operation, change))
                            .whenComplete((done, trouble) -> complete(result, answer, trouble)));
        } else {
            threads.run(() -> {
                        change.run();
                        var unused = Stages.started(method).thenAccept(answer -> answer.complete(result));
                    })
                    .whenComplete((done, trouble) -> {
                        if (trouble != null) {
                            result.completeExceptionally(trouble);
                        }
                    });
        }
        return result;
    }

    private static void changeAfter(Answer answer, CacheOperation<?> operation, Runnable change) {
        Throwable failure = answer.failure();
        if (failure == null || operation.throwables().accepts(failure)) {
            change.run();
        }
    }

    private static void complete(
            CompletableFuture<@Nullable Object> result, Answer answer, @Nullable Throwable trouble) {
        Throwable failure = answer.failure();
        if (trouble == null) {
            answer.complete(result);
        } else if (failure == null) {
            result.completeExceptionally(trouble);
        } else {
            failure.addSuppressed(trouble);
            result.completeExceptionally(failure);
        }
    }
}
