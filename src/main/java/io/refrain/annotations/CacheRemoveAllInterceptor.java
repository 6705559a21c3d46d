package io.refrain.annotations;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import javax.cache.annotation.CacheRemoveAll;
import org.jspecify.annotations.Nullable;

/** Applies {@link CacheRemoveAll}. Safe for use by several threads at once. */
@Interceptor
@CacheRemoveAll
@Priority(Interceptor.Priority.LIBRARY_BEFORE)
class CacheRemoveAllInterceptor {
    private final CacheOperations operations;
    private final Changes changes;

    @Inject
    CacheRemoveAllInterceptor(CacheOperations operations, Changes changes) {
        this.operations = operations;
        this.changes = changes;
    }

    @AroundInvoke
    @Nullable
    Object around(InvocationContext context) throws Exception {
        Invocation<CacheRemoveAll> invocation = operations.invocation(context, CacheRemoveAll.class);
        if (invocation == null) {
            return context.proceed();
        }
        CacheOperation<CacheRemoveAll> operation = invocation.operation();
        return changes.around(
                context, operation, invocation.getCacheAnnotation().afterInvocation(), () -> operation
                        .cache(invocation)
                        .removeAll());
    }
}
