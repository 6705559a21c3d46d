package io.refrain.chat;

import java.lang.annotation.Annotation;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheInvocationParameter;
import org.jspecify.annotations.Nullable;

/** Finds the parameters of a cached call by their type. */
final class Parameters {

    private Parameters() {}

    /** The first that is of a type; null when there is none. */
    static <T> @Nullable T find(CacheInvocationContext<? extends Annotation> invocation, Class<T> type) {
        for (CacheInvocationParameter parameter : invocation.getAllParameters()) {
            if (type.isInstance(parameter.getValue())) {
                return type.cast(parameter.getValue());
            }
        }
        return null;
    }
}
