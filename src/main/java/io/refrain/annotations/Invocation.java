package io.refrain.annotations;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Set;
import javax.cache.annotation.CacheInvocationParameter;
import javax.cache.annotation.CacheKeyInvocationContext;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/** One call of a method, with its parameters as they were when it was made. Immutable. */
final class Invocation<A extends Annotation> implements CacheKeyInvocationContext<A> {
    private final CacheOperation<A> operation;
    private final Object target;
    private final @Nullable Object[] values;

    Invocation(CacheOperation<A> operation, Object target, @Nullable Object[] values) {
        this.operation = operation;
        this.target = target;
        this.values = values.clone();
    }

    CacheOperation<A> operation() {
        return operation;
    }

    /** A new key, from the generator of the method. */
    GeneratedCacheKey key() {
        GeneratedCacheKey key = operation.generateKey(this);
        if (key == null) {
            throw new CacheAnnotationException("The key generator of " + operation.getMethod() + " returned null");
        }
        return key;
    }

    /** The values the key is made of, of any context. */
    static @Nullable Object[] keyValuesOf(CacheKeyInvocationContext<? extends Annotation> context) {
        if (context instanceof Invocation<?> invocation) {
            return invocation.keyValues();
        }
        CacheInvocationParameter[] parameters = context.getKeyParameters();
        @Nullable Object[] keyValues = new @Nullable Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            keyValues[i] = parameters[i].getValue();
        }
        return keyValues;
    }

    private @Nullable Object[] keyValues() {
        int[] positions = operation.keyPositions();
        @Nullable Object[] keyValues = new @Nullable Object[positions.length];
        for (int i = 0; i < positions.length; i++) {
            keyValues[i] = values[positions[i]];
        }
        return keyValues;
    }

    @Nullable
    Object value(int position) {
        return values[position];
    }

    @Override
    public Method getMethod() {
        return operation.getMethod();
    }

    @Override
    public Set<Annotation> getAnnotations() {
        return operation.getAnnotations();
    }

    @Override
    public A getCacheAnnotation() {
        return operation.getCacheAnnotation();
    }

    @Override
    public String getCacheName() {
        return operation.getCacheName();
    }

    @Override
    public Object getTarget() {
        return target;
    }

    @Override
    public CacheInvocationParameter[] getAllParameters() {
        CacheInvocationParameter[] parameters = new CacheInvocationParameter[values.length];
        for (int i = 0; i < values.length; i++) {
            parameters[i] = parameter(i);
        }
        return parameters;
    }

    @Override
    public CacheInvocationParameter[] getKeyParameters() {
        int[] positions = operation.keyPositions();
        CacheInvocationParameter[] parameters = new CacheInvocationParameter[positions.length];
        for (int i = 0; i < positions.length; i++) {
            parameters[i] = parameter(positions[i]);
        }
        return parameters;
    }

    @Override
    public @Nullable CacheInvocationParameter getValueParameter() {
        int position = operation.valuePosition();
        return position < 0 ? null : parameter(position);
    }

    private CacheInvocationParameter parameter(int position) {
        return new Parameter(operation.getMethod(), position, values[position]);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("A cache invocation context cannot be unwrapped to " + type.getName());
    }

    /** One parameter of the call. Immutable. */
    private record Parameter(Method method, int position, @Nullable Object value) implements CacheInvocationParameter {
        @Override
        public Class<?> getRawType() {
            return method.getParameterTypes()[position];
        }

        @Override
        public @Nullable Object getValue() {
            return value;
        }

        @Override
        public Set<Annotation> getAnnotations() {
            return Set.of(method.getParameterAnnotations()[position]);
        }

        @Override
        public int getParameterPosition() {
            return position;
        }
    }
}
