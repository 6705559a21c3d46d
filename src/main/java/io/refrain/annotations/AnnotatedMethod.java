package io.refrain.annotations;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Set;
import javax.cache.annotation.CacheMethodDetails;

/** A method with the caching annotation that applies to it and the name of its cache. Immutable. */
record AnnotatedMethod<A extends Annotation>(Method method, A annotation, String cacheName)
        implements CacheMethodDetails<A> {

    @Override
    public Method getMethod() {
        return method;
    }

    @Override
    public Set<Annotation> getAnnotations() {
        return Set.of(method.getAnnotations());
    }

    @Override
    public A getCacheAnnotation() {
        return annotation;
    }

    @Override
    public String getCacheName() {
        return cacheName;
    }
}
