package io.refrain.annotations;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import javax.cache.Cache;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/** Applies {@link CachePut}; a null value removes the entry. Safe for use by several threads at once. */
@Interceptor
@CachePut
@Priority(Interceptor.Priority.LIBRARY_BEFORE)
class CachePutInterceptor {
    private final CacheOperations operations;
    private final Changes changes;

    @Inject
    CachePutInterceptor(CacheOperations operations, Changes changes) {
        this.operations = operations;
        this.changes = changes;
    }

    @AroundInvoke
    @Nullable
    Object around(InvocationContext context) throws Exception {
        Invocation<CachePut> invocation = operations.invocation(context, CachePut.class);
        if (invocation == null) {
            return context.proceed();
        }
        CacheOperation<CachePut> operation = invocation.operation();
        GeneratedCacheKey key = invocation.key();
        Object value = invocation.value(operation.valuePosition());
        return changes.around(
                context, operation, invocation.getCacheAnnotation().afterInvocation(), () -> {
                    Cache<Object, Object> cache = operation.cache(invocation);
                    if (value == null) {
                        // A cache has no nulls, and must not go on with the value from before.
                        cache.remove(key);
                    } else {
                        cache.put(key, value);
                    }
                });
    }
}
