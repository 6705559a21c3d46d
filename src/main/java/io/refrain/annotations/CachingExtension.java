package io.refrain.annotations;

import jakarta.enterprise.inject.build.compatible.spi.BeanInfo;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.Discovery;
import jakarta.enterprise.inject.build.compatible.spi.MetaAnnotations;
import jakarta.enterprise.inject.build.compatible.spi.Registration;
import jakarta.enterprise.inject.build.compatible.spi.ScannedClasses;
import jakarta.enterprise.inject.build.compatible.spi.Synthesis;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticComponents;
import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

    /** The interceptors, and the beans that these use. */
    static final List<Class<?>> BEANS = List.of(
            CacheResultInterceptor.class,
            CachePutInterceptor.class,
            CacheRemoveInterceptor.class,
            CacheRemoveAllInterceptor.class,
            ApplicationCaches.class,
            CacheOperations.class,
            ResultTypesCheck.class,
            CachedResults.class,
            AsyncResults.class,
            ResultStore.class,
            CallerThreads.class,
            Changes.class);

    private final Set<String> classes = new TreeSet<>();

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

    /** Notes which classes have results to keep. */
    @Registration(types = Object.class)
    public void note(BeanInfo bean) {
        if (bean.isClassBean()
                && bean.declaringClass().methods().stream()
                        .anyMatch(method -> method.hasAnnotation(CacheResult.class))) {
            classes.add(bean.declaringClass().name());
        }
    }

    /** Tells the check of them. */
    @Synthesis
    public void tell(SyntheticComponents components) {
        components
                .addBean(CachedClasses.class)
                .type(CachedClasses.class)
                .scope(Singleton.class)
                .createWith(CachedClassesCreator.class)
                .withParam(CachedClassesCreator.NAMES, classes.toArray(new String[0]));
    }
}
