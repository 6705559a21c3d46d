package io.refrain.jcache;

import java.io.Closeable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.integration.CacheLoader;
import org.jspecify.annotations.Nullable;

/** A loader with a map behind it, which fails when it is told to. */
final class FakeLoader<K, V> implements CacheLoader<K, V>, Closeable {
    final Map<K, V> source = new ConcurrentHashMap<>();
    final List<K> asked = new CopyOnWriteArrayList<>();
    final AtomicInteger closed = new AtomicInteger();
    volatile @Nullable Throwable failure;
    /** Whether it gives all it has, and null for what it has not, instead of what it was asked for. */
    volatile boolean sloppy;

    @Override
    public @Nullable V load(K key) {
        asked.add(key);
        fail();
        return source.get(key);
    }

    @Override
    @SuppressWarnings("NullAway") // a loader should not, but some do
    public Map<K, V> loadAll(Iterable<? extends K> keys) {
        Map<K, V> loaded = new HashMap<>();
        for (K key : keys) {
            V value = load(key);
            if (value != null || sloppy) {
                loaded.put(key, value);
            }
        }
        if (sloppy) {
            loaded.putAll(source);
        }
        return loaded;
    }

    private void fail() {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
