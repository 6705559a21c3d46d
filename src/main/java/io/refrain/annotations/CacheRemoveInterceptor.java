package io.refrain.annotations;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/** Applies {@link CacheRemove}. Safe for use by several threads at once. */
@Interceptor
@CacheRemove
@Priority(Interceptor.Priority.LIBRARY_BEFORE)
class CacheRemoveInterceptor {
    private final CacheOperations operations;
    private final Changes changes;

    @Inject
    CacheRemoveInterceptor(CacheOperations operations, Changes changes) {
        this.operations = operations;
        this.changes = changes;
    }

    @AroundInvoke
    @Nullable
    Object around(InvocationContext context) throws Exception {
        Invocation<CacheRemove> invocation = operations.invocation(context, CacheRemove.class);
        if (invocation == null) {
            return context.proceed();
        }
        CacheOperation<CacheRemove> operation = invocation.operation();
        GeneratedCacheKey key = invocation.key();
        return changes.around(
                context, operation, invocation.getCacheAnnotation().afterInvocation(), () -> operation
                        .cache(invocation)
                        .remove(key));
    }
}
