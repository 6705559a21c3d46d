package io.refrain.annotations;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanContainer;
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
    void check(@Observes Startup start, CachedClasses classes, CacheOperations operations, BeanContainer beans) {
        List<String> refusals = new ArrayList<>();
        for (String name : classes.names()) {
            for (Method method : methods(name, beans)) {
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

    /** None of a class that the container has left out, since nobody uses it. */
    private static List<Method> methods(String name, BeanContainer beans) {
        List<Method> methods = new ArrayList<>();
        try {
            Class<?> type = Class.forName(name, false, Thread.currentThread().getContextClassLoader());
            boolean used = !beans.getBeans(type, Any.Literal.INSTANCE).isEmpty();
            for (Method method : type.getDeclaredMethods()) {
                if (used && method.isAnnotationPresent(CacheResult.class)) {
                    methods.add(method);
                }
            }
        } catch (ClassNotFoundException | LinkageError e) {
            // Not registered in a native executable, or something of it is not there: the first call tells.
        }
        return methods;
    }
}
