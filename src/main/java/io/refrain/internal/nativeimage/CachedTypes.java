package io.refrain.internal.nativeimage;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheResult;

/** The classes that the keys and values of annotated methods are made of, but for the JDK's. For one thread. */
public final class CachedTypes {
    private static final List<Class<? extends Annotation>> ANNOTATIONS =
            List.of(CacheResult.class, CachePut.class, CacheRemove.class);

    private final Set<Class<?>> found = new LinkedHashSet<>();

    private CachedTypes() {}

    /** Of a class that has such methods. */
    public static Set<Class<?>> of(Class<?> owner) {
        CachedTypes types = new CachedTypes();
        for (Method method : owner.getDeclaredMethods()) {
            if (isAnnotated(method) || isAnnotated(owner)) {
                types.add(method.getGenericReturnType());
                types.addAll(method.getGenericParameterTypes());
            }
        }
        return types.found;
    }

    private static boolean isAnnotated(AnnotatedElement element) {
        return ANNOTATIONS.stream().anyMatch(element::isAnnotationPresent);
    }

    private void addAll(Type[] types) {
        Arrays.stream(types).forEach(this::add);
    }

    private void add(Type type) {
        if (type instanceof Class<?> plain) {
            add(plain);
        } else if (type instanceof ParameterizedType parameterized) {
            add(parameterized.getRawType());
            addAll(parameterized.getActualTypeArguments());
        } else if (type instanceof GenericArrayType array) {
            add(array.getGenericComponentType());
        } else if (type instanceof WildcardType wildcard) {
            addAll(wildcard.getUpperBounds());
        } else if (type instanceof TypeVariable<?> variable) {
            for (Type bound : variable.getBounds()) {
                if (bound instanceof Class<?> plain) {
                    add(plain);
                }
            }
        }
    }

    private void add(Class<?> type) {
        if (type.isArray()) {
            add(type.getComponentType());
            return;
        }
        if (type.isPrimitive() || isOfALibrary(type) || !found.add(type)) {
            return;
        }
        if (type.getSuperclass() != null) {
            add(type.getGenericSuperclass());
        }
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                add(field.getGenericType());
            }
        }
    }

    /** Of one that is in every executable, or whose values no cache keeps as they are. */
    private static boolean isOfALibrary(Class<?> type) {
        return type.getName().startsWith("java.")
                || type.getName().startsWith("javax.")
                || type.getName().startsWith("jakarta.")
                || type.getName().startsWith("io.smallrye.mutiny.");
    }
}
