package io.refrain.annotations;

import io.smallrye.mutiny.Uni;
import jakarta.interceptor.InvocationContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/** The asynchronous ways for methods that return Mutiny's {@code Uni}; loaded only where one does. */
final class UniResults {
    private UniResults() {}

    /** Looks up, and calls the method on a miss, for each subscription. */
    static Uni<?> call(AsyncResults results, InvocationContext context, Invocation<CacheResult> invocation) {
        GeneratedCacheKey key = invocation.key();
        return Uni.createFrom().deferred(() -> {
            CompletableFuture<@Nullable Object> result =
                    results.call(invocation, key, () -> subscribed(context.proceed()));
            // A hit needs no subscription to a future.
            return result.isDone() && !result.isCompletedExceptionally()
                    ? Uni.createFrom().item(result.join())
                    : Uni.createFrom().completionStage(result);
        });
    }

    /** A stage of what {@code start} gives for each subscription. */
    static Uni<?> of(Supplier<CompletionStage<@Nullable Object>> start) {
        return Uni.createFrom().completionStage(start);
    }

    static @Nullable CompletionStage<?> subscribed(@Nullable Object uni) {
        return uni == null ? null : ((Uni<?>) uni).subscribeAsCompletionStage();
    }
}
