package io.refrain.jcache;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells keys and values that are null or not of the types a cache was configured with, which erased generics let through, and so do caches of other
 * types that had the same name before. Immutable.
 */
final class TypeCheck<K, V> {
    /** Of what may be of any type. */
    static final TypeCheck<Object, Object> NONE = new TypeCheck<>(Object.class, Object.class);

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

    /** Whether a key that was stored is one of this cache. */
    boolean isKey(Object key) {
        return keyType == null || keyType.isInstance(key);
    }

    /** Whether a value that was stored is one of this cache. */
    boolean isValue(Object value) {
        return valueType == null || valueType.isInstance(value);
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
