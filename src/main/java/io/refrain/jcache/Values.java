package io.refrain.jcache;

import io.refrain.jcache.codec.Codecs;
import io.refrain.jcache.operation.NewValue;

/**
 * Takes keys and values into a cache and hands them out: copies where the cache stores by value and somebody could change them, otherwise
 * the objects themselves. Safe for use by several threads at once.
 */
final class Values<K, V> {
    private final Codecs codecs;
    private final boolean byValue;

    Values(Codecs codecs, boolean byValue) {
        this.codecs = codecs;
        this.byValue = byValue;
    }

    Codecs codecs() {
        return codecs;
    }

    /**
     * A value as it goes in.
     *
     * @throws javax.cache.CacheException when it cannot be stored by value
     */
    NewValue<V> in(V value) {
        return new NewValue<>(value, byValue ? codecs.freeze(value) : value);
    }

    /** A value as it comes out. */
    @SuppressWarnings("unchecked") // what was put as a V
    V out(Object stored) {
        return (V) codecs.thaw(stored);
    }

    /** A key on its way in or out. */
    @SuppressWarnings("unchecked") // a copy is of the same class
    K key(K key) {
        return byValue ? (K) codecs.copy(key) : key;
    }
}
