package io.refrain.jcache;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Refuses keys and values that are null or not of the types a cache was configured with, which erased generics let through. Immutable.
 */
final class TypeCheck<K, V> {
    private final @Nullable Class<K> keyType;
    private final @Nullable Class<V> valueType;

    TypeCheck(Class<K> keyType, Class<V> valueType) {
        this.keyType = keyType == Object.class ? null : keyType;
        this.valueType = valueType == Object.class ? null : valueType;
    }

    K key(K key) {
        return check(key, keyType, "key");
    }

    V value(V value) {
        return check(value, valueType, "value");
    }

    private static <T> T check(T object, @Nullable Class<T> type, String role) {
        Objects.requireNonNull(object, role);
        if (type != null && !type.isInstance(object)) {
            throw new ClassCastException("The cache's " + role + "s are configured as " + type.getName()
                    + ", but this is a " + object.getClass().getName());
        }
        return object;
    }
}
