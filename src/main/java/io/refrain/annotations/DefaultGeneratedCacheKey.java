package io.refrain.annotations;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.util.Arrays;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/**
 * A key that equals another one of deeply equal parameters. It has copies of the arrays among them; other parameters are kept as
 * they are and must not change while the key is in use. Immutable otherwise, and serialisable when its parameters are.
 */
final class DefaultGeneratedCacheKey implements GeneratedCacheKey {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // Whether a key can be serialised depends on its parameters.
    private final @Nullable Object[] parameters;

    private final transient int hash;

    DefaultGeneratedCacheKey(@Nullable Object[] parameters) {
        this.parameters = new @Nullable Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            this.parameters[i] = copied(parameters[i]);
        }
        this.hash = Arrays.deepHashCode(this.parameters);
    }

    private static @Nullable Object copied(@Nullable Object parameter) {
        if (parameter == null || !parameter.getClass().isArray()) {
            return parameter;
        }
        int length = Array.getLength(parameter);
        Class<?> component = parameter.getClass().getComponentType();
        Object copy = Array.newInstance(component, length);
        if (component.isPrimitive()) {
            System.arraycopy(parameter, 0, copy, 0, length);
        } else {
            for (int i = 0; i < length; i++) {
                Array.set(copy, i, copied(Array.get(parameter, i)));
            }
        }
        return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof DefaultGeneratedCacheKey key
                        && hash == key.hash
                        && Arrays.deepEquals(parameters, key.parameters));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return Arrays.deepToString(parameters);
    }

    private Object writeReplace() {
        return new Serialized(parameters);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("A key is read through its serialised form");
    }

    /** The parameters only: the hash of an enum constant, for one, differs between processes. Immutable. */
    private record Serialized(@Nullable Object[] parameters) implements Serializable {
        private Object readResolve() {
            return new DefaultGeneratedCacheKey(parameters);
        }
    }
}
