package io.refrain.annotations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import javax.cache.annotation.CacheResult;

/**
 * Refuses to start an application whose {@code @CacheResult} methods return what their cache could never keep, rather than ask the method for ever. Used by the container on one thread, while
 * it starts.
 */
@Singleton
class ResultTypesCheck {

    /** @throws CacheAnnotationException that names all of them, why, and what to do */
    void check(
            @Observes @Initialized(ApplicationScoped.class) Object start,
            CachedClasses classes,
            CacheOperations operations) {
        List<String> refusals = new ArrayList<>();
        for (String name : classes.names()) {
            for (Method method : methods(name)) {
                String refusal = operations.refusalOfResults(method);
                if (refusal != null) {
                    refusals.add(refusal);
                }
            }
        }
        if (!refusals.isEmpty()) {
            throw new CacheAnnotationException(String.join("\n", refusals));
        }
    }

    private static List<Method> methods(String name) {
        List<Method> methods = new ArrayList<>();
        try {
            Class<?> type = Class.forName(name, false, Thread.currentThread().getContextClassLoader());
            for (Method method : type.getDeclaredMethods()) {
                if (method.isAnnotationPresent(CacheResult.class)) {
                    methods.add(method);
                }
            }
        } catch (ClassNotFoundException | LinkageError e) {
            // Not registered in a native executable, or something of it is not there: the first call tells.
        }
        return methods;
    }
}
