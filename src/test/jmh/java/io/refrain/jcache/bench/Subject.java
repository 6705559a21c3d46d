package io.refrain.jcache.bench;

import org.jspecify.annotations.Nullable;

/**
 * A cache as the benchmarks see it, with one implementation loaded in each fork, so that it costs no call. Safe for use by several threads at
 * once.
 */
interface Subject<V> extends AutoCloseable {

    @Nullable
    V get(String key);

    void put(String key, V value);

    @Override
    void close();
}
