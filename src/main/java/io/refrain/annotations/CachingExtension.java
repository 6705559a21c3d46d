package io.refrain.annotations;

import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.Discovery;
import jakarta.enterprise.inject.build.compatible.spi.MetaAnnotations;
import jakarta.enterprise.inject.build.compatible.spi.ScannedClasses;
import jakarta.enterprise.util.Nonbinding;
import java.lang.annotation.Annotation;
import java.util.List;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;

/**
 * Makes the caching annotations of JSR-107 interceptor bindings of Jakarta CDI. Used by the container on one thread, while it
 * starts or, in Quarkus, while the application is built.
 */
public final class CachingExtension implements BuildCompatibleExtension {
    /** The annotations that say what the cache does when a method is called. */
    static final List<Class<? extends Annotation>> CACHE_ANNOTATIONS =
            List.of(CacheResult.class, CachePut.class, CacheRemove.class, CacheRemoveAll.class);

    private static final List<Class<?>> BEANS = List.of(
            CacheResultInterceptor.class,
            CachePutInterceptor.class,
            CacheRemoveInterceptor.class,
            CacheRemoveAllInterceptor.class,
            CacheOperations.class,
            CachedResults.class,
            AsyncResults.class,
            ResultStore.class,
            CallerThreads.class,
            Changes.class);

    /** Called by the container through reflection. */
    public CachingExtension() {}

    /** Adds the bindings, the interceptors bound to them and the beans these use. */
    @Discovery
    public void discover(MetaAnnotations annotations, ScannedClasses classes) {
        // The @Nonbinding of the API's members is that of javax, which Jakarta CDI does not know: without its own, an
        // interceptor
        // would be bound to one cache name.
        CACHE_ANNOTATIONS.forEach(annotation -> annotations
                .addInterceptorBinding(annotation)
                .methods()
                .forEach(member -> member.addAnnotation(Nonbinding.class)));
        BEANS.forEach(bean -> classes.add(bean.getName()));
    }
}
