package io.refrain.annotations;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CacheMethodDetails;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/**
 * What one caching annotation asks for on one method, worked out before the first call. Safe for use by several threads
 * at once when the key generator and the resolvers are, as JSR-107 asks of them.
 */
final class CacheOperation<A extends Annotation> implements CacheMethodDetails<A> {
    private final AnnotatedMethod<A> details;
    private final KeyPositions positions;
    private final CacheKeyGenerator keyGenerator;
    private final CacheResolver resolver;
    private final @Nullable CacheResolver exceptionResolver;
    private final ThrowableFilter throwables;
    private final ResultShape shape;
    private volatile boolean resolved;

    CacheOperation(
            AnnotatedMethod<A> details,
            KeyPositions positions,
            CacheKeyGenerator keyGenerator,
            CacheResolver resolver,
            @Nullable CacheResolver exceptionResolver,
            ThrowableFilter throwables) {
        this.details = details;
        this.positions = positions;
        this.keyGenerator = keyGenerator;
        this.resolver = resolver;
        this.exceptionResolver = exceptionResolver;
        this.throwables = throwables;
        this.shape = ResultShape.of(details.getMethod());
    }

    /** The cache the annotation is about. */
    Cache<Object, Object> cache(Invocation<A> invocation) {
        Cache<Object, Object> cache = resolver.resolveCache(invocation);
        if (cache == null) {
            throw new CacheAnnotationException("The cache resolver of " + getMethod() + " returned null");
        }
        if (!resolved) {
            resolved = true;
        }
        return cache;
    }

    /** Whether the cache has been resolved before, so that resolving it again is a matter of memory. */
    boolean isResolved() {
        return resolved;
    }

    /** Where failures of the method are kept; null when they are not. */
    @Nullable
    Cache<Object, Throwable> exceptionCache(Invocation<A> invocation) {
        return exceptionResolver == null ? null : exceptionResolver.resolveCache(invocation);
    }

    @Nullable
    GeneratedCacheKey generateKey(Invocation<A> invocation) {
        return keyGenerator.generateCacheKey(invocation);
    }

    int[] keyPositions() {
        return positions.key();
    }

    /** Where the {@link javax.cache.annotation.CacheValue} is among the parameters; negative when there is none. */
    int valuePosition() {
        return positions.value();
    }

    ThrowableFilter throwables() {
        return throwables;
    }

    ResultShape shape() {
        return shape;
    }

    @Override
    public Method getMethod() {
        return details.getMethod();
    }

    @Override
    public Set<Annotation> getAnnotations() {
        return details.getAnnotations();
    }

    @Override
    public A getCacheAnnotation() {
        return details.getCacheAnnotation();
    }

    @Override
    public String getCacheName() {
        return details.getCacheName();
    }

    /** Which failures of a method are kept or acted on. Immutable. */
    record ThrowableFilter(
            List<Class<? extends Throwable>> included, List<Class<? extends Throwable>> excluded, boolean otherwise) {

        /** The four cases of the annotations' documentation; {@code otherwise} is the answer when neither list has an entry. */
        boolean accepts(Throwable failure) {
            if (included.isEmpty() && excluded.isEmpty()) {
                return otherwise;
            }
            return (included.isEmpty() || includes(failure))
                    && excluded.stream().noneMatch(type -> type.isInstance(failure));
        }

        /** Whether the failure is of a class that was named. */
        boolean includes(Throwable failure) {
            return included.stream().anyMatch(type -> type.isInstance(failure));
        }
    }
}
