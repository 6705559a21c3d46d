package io.refrain.jcache;

import javax.cache.Cache;

/** A key and a value that belong to nobody else. Immutable. */
record SimpleEntry<K, V>(K key, V value) implements Cache.Entry<K, V> {

    @Override
    public K getKey() {
        return key;
    }

    @Override
    public V getValue() {
        return value;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("This entry cannot be unwrapped to " + type.getName());
    }
}
