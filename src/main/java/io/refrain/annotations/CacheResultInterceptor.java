package io.refrain.annotations;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.util.concurrent.CompletionStage;
import javax.cache.annotation.CacheResult;
import org.jspecify.annotations.Nullable;

/** Applies {@link CacheResult}. Safe for use by several threads at once. */
@Interceptor
@CacheResult
@Priority(Interceptor.Priority.LIBRARY_BEFORE)
class CacheResultInterceptor {
    private final CacheOperations operations;
    private final CachedResults results;
    private final AsyncResults asyncResults;

    @Inject
    CacheResultInterceptor(CacheOperations operations, CachedResults results, AsyncResults asyncResults) {
        this.operations = operations;
        this.results = results;
        this.asyncResults = asyncResults;
    }

    @AroundInvoke
    @Nullable
    Object around(InvocationContext context) throws Exception {
        Invocation<CacheResult> invocation = operations.invocation(context, CacheResult.class);
        if (invocation == null) {
            return context.proceed();
        }
        return switch (invocation.operation().shape()) {
            case VALUE -> results.call(context, invocation);
            case STAGE -> asyncResults.call(invocation, invocation.key(), () -> (CompletionStage<?>) context.proceed());
            case UNI -> UniResults.call(asyncResults, context, invocation);
        };
    }
}
