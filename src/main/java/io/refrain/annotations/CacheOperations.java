package io.refrain.annotations;

import io.refrain.annotations.CacheOperation.ThrowableFilter;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.cache.CacheManager;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;
import org.jspecify.annotations.Nullable;

/** Works out once for each method what its caching annotation asks for. Safe for use by several threads at once. */
@Singleton
class CacheOperations {
    private static final CacheKeyGenerator DEFAULT_GENERATOR =
            invocation -> new DefaultGeneratedCacheKey(Invocation.keyValuesOf(invocation));

    private final ConcurrentMap<Place, Optional<CacheOperation<?>>> operations = new ConcurrentHashMap<>();
    private final Instance<CacheKeyGenerator> generators;
    private final Instance<CacheResolverFactory> factories;
    private final ApplicationCaches caches;
    private final Instance<CacheResultTypes> types;
    private final DefaultCacheResolverFactory defaultFactory;

    @Inject
    CacheOperations(
            @Any Instance<CacheKeyGenerator> generators,
            @Any Instance<CacheResolverFactory> factories,
            ApplicationCaches caches,
            @Any Instance<CacheResultTypes> types) {
        this.generators = generators;
        this.factories = factories;
        this.caches = caches;
        this.types = types;
        this.defaultFactory = new DefaultCacheResolverFactory(
                caches::manager, (cache, type) -> types.forEach(each -> each.declare(cache, type)));
    }

    /** Why the results of a method that has {@code @CacheResult} could never be kept, and where; null when they can, or that is not known before the first call. */
    @Nullable
    String refusalOfResults(Method method) {
        CacheResult annotation = method.getAnnotation(CacheResult.class);
        Attributes attributes = Attributes.of(annotation, nearest(method.getDeclaringClass(), CacheDefaults.class));
        if (attributes.factory() != CacheResolverFactory.class || method.getReturnType() == void.class) {
            return null;
        }
        String cacheName = attributes.cacheName().isEmpty() ? defaultCacheName(method) : attributes.cacheName();
        try {
            CacheManager manager = caches.manager();
            for (CacheResultTypes each : types) {
                String refusal = each.refusal(manager, cacheName, ResultShape.valueType(method));
                if (refusal != null) {
                    return "@CacheResult on " + method + ", of the cache '" + cacheName + "': " + refusal;
                }
            }
        } catch (RuntimeException | LinkageError e) {
            // The first call tells what is wrong with the cache manager.
        }
        return null;
    }

    /**
     * The call of a method as its annotation sees it.
     *
     * @return null when the annotation does not apply: that of a class gives way to another one on its method
     * @throws CacheAnnotationException when the annotations of the method cannot be followed
     */
    @SuppressWarnings("unchecked") // An operation is kept under the type of its annotation.
    <A extends Annotation> @Nullable Invocation<A> invocation(InvocationContext context, Class<A> annotation) {
        Object target = context.getTarget();
        Place place = new Place(context.getMethod(), target.getClass(), annotation);
        Optional<CacheOperation<?>> operation = operations.get(place);
        if (operation == null) {
            // Not computeIfAbsent: the beans asked for may have such methods themselves. The first operation stays, so
            // that a
            // resolver is looked up once.
            synchronized (this) {
                operation = operations.get(place);
                if (operation == null) {
                    operation = Optional.ofNullable(operation(place, annotation));
                    operations.put(place, operation);
                }
            }
        }
        if (operation.isEmpty()) {
            return null;
        }
        return new Invocation<>((CacheOperation<A>) operation.get(), target, context.getParameters());
    }

    private <A extends Annotation> @Nullable CacheOperation<A> operation(Place place, Class<A> type) {
        Method method = place.method();
        A annotation = annotation(place, type);
        if (annotation == null) {
            return null;
        }
        Attributes attributes = Attributes.of(annotation, nearest(place.target(), CacheDefaults.class));
        if (annotation instanceof CacheResult) {
            if (method.getReturnType() == void.class && method.isAnnotationPresent(CacheResult.class)) {
                throw new CacheAnnotationException(
                        "@CacheResult on " + method + ", which returns nothing: take it away");
            }
            if (method.getReturnType() == void.class) {
                return null;
            }
            refuseOtherAsynchronousTypes(method);
        }
        String cacheName = attributes.cacheName().isEmpty() ? defaultCacheName(method) : attributes.cacheName();
        AnnotatedMethod<A> details = new AnnotatedMethod<>(method, annotation, cacheName);
        CacheResolverFactory factory = attributes.factory() == CacheResolverFactory.class
                ? defaultFactory
                : instance(attributes.factory(), factories);
        CacheKeyGenerator generator = attributes.generator() == CacheKeyGenerator.class
                ? DEFAULT_GENERATOR
                : instance(attributes.generator(), generators);
        return new CacheOperation<>(
                details,
                KeyPositions.of(method, type),
                generator,
                factory.getCacheResolver(details),
                exceptionResolver(details, factory),
                attributes.throwables());
    }

    @SuppressWarnings("unchecked") // The annotation is looked at first.
    private static @Nullable CacheResolver exceptionResolver(AnnotatedMethod<?> details, CacheResolverFactory factory) {
        if (details.annotation() instanceof CacheResult result
                && !result.exceptionCacheName().isEmpty()) {
            return factory.getExceptionCacheResolver((AnnotatedMethod<CacheResult>) details);
        }
        return null;
    }

    private static void refuseOtherAsynchronousTypes(Method method) {
        Class<?> type = method.getReturnType();
        boolean asynchronous = Stream.of(Future.class, CompletionStage.class, Flow.Publisher.class)
                .anyMatch(known -> known.isAssignableFrom(type));
        if (asynchronous && ResultShape.of(method) == ResultShape.VALUE) {
            throw new CacheAnnotationException("@CacheResult on " + method
                    + " cannot tell when its result is there: let it return CompletionStage, CompletableFuture or Uni");
        }
    }

    private static <A extends Annotation> @Nullable A annotation(Place place, Class<A> type) {
        Method method = place.method();
        if (refuseSeveral(method) > 0) {
            return method.getAnnotation(type);
        }
        for (Class<?> owner = place.target(); owner != null; owner = owner.getSuperclass()) {
            if (refuseSeveral(owner) > 0) {
                return owner.getAnnotation(type);
            }
        }
        return null;
    }

    /** How many caching annotations an element has, which is one at most. */
    private static int refuseSeveral(AnnotatedElement element) {
        List<String> present = CachingExtension.CACHE_ANNOTATIONS.stream()
                .filter(element::isAnnotationPresent)
                .map(annotation -> "@" + annotation.getSimpleName())
                .toList();
        if (present.size() > 1) {
            throw new CacheAnnotationException(
                    "More than one caching annotation on " + element + ": keep one of " + String.join(", ", present));
        }
        return present.size();
    }

    private static <A extends Annotation> @Nullable A nearest(Class<?> target, Class<A> annotation) {
        for (Class<?> type = target; type != null; type = type.getSuperclass()) {
            A found = type.getAnnotation(annotation);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static String defaultCacheName(Method method) {
        Class<?> owner = method.getDeclaringClass();
        while (owner.isSynthetic()) {
            owner = owner.getSuperclass();
        }
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getTypeName)
                .collect(Collectors.joining(",", owner.getName() + "." + method.getName() + "(", ")"));
    }

    private static <T> T instance(Class<? extends T> type, Instance<T> beans) {
        Instance<? extends T> bean = beans.select(type);
        if (!bean.isUnsatisfied()) {
            return bean.get();
        }
        try {
            Constructor<? extends T> constructor = type.getDeclaredConstructor();
            if (!Modifier.isPublic(type.getModifiers()) || !Modifier.isPublic(constructor.getModifiers())) {
                constructor.setAccessible(true);
            }
            return constructor.newInstance();
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new CacheAnnotationException(
                    type.getName() + " is no CDI bean and cannot be made: give it a constructor without parameters", e);
        }
    }

    /** Where an annotation applies: a class may inherit a method and bring its own defaults. Immutable. */
    private record Place(Method method, Class<?> target, Class<? extends Annotation> annotation) {}

    /** What the four annotations have in common. Immutable. */
    private record Attributes(
            String cacheName,
            Class<? extends CacheResolverFactory> factory,
            Class<? extends CacheKeyGenerator> generator,
            ThrowableFilter throwables) {

        static Attributes of(Annotation annotation, @Nullable CacheDefaults defaults) {
            Attributes own = own(annotation);
            if (defaults == null) {
                return own;
            }
            return new Attributes(
                    own.cacheName.isEmpty() ? defaults.cacheName() : own.cacheName,
                    own.factory == CacheResolverFactory.class ? defaults.cacheResolverFactory() : own.factory,
                    own.generator == CacheKeyGenerator.class ? defaults.cacheKeyGenerator() : own.generator,
                    own.throwables);
        }

        private static Attributes own(Annotation annotation) {
            if (annotation instanceof CacheResult result) {
                return new Attributes(
                        result.cacheName(),
                        result.cacheResolverFactory(),
                        result.cacheKeyGenerator(),
                        filter(result.cachedExceptions(), result.nonCachedExceptions(), true));
            }
            if (annotation instanceof CachePut put) {
                return new Attributes(
                        put.cacheName(),
                        put.cacheResolverFactory(),
                        put.cacheKeyGenerator(),
                        filter(put.cacheFor(), put.noCacheFor(), false));
            }
            if (annotation instanceof CacheRemove remove) {
                return new Attributes(
                        remove.cacheName(),
                        remove.cacheResolverFactory(),
                        remove.cacheKeyGenerator(),
                        filter(remove.evictFor(), remove.noEvictFor(), false));
            }
            CacheRemoveAll removeAll = (CacheRemoveAll) annotation;
            return new Attributes(
                    removeAll.cacheName(),
                    removeAll.cacheResolverFactory(),
                    CacheKeyGenerator.class,
                    filter(removeAll.evictFor(), removeAll.noEvictFor(), false));
        }

        private static ThrowableFilter filter(
                Class<? extends Throwable>[] included, Class<? extends Throwable>[] excluded, boolean otherwise) {
            return new ThrowableFilter(List.of(included), List.of(excluded), otherwise);
        }
    }
}
