package io.refrain.jcache;

import java.io.Closeable;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;

/** A writer with a map behind it, which fails on the keys it is told to. */
class FakeWriter<K, V> implements CacheWriter<K, V>, Closeable {
    final Map<K, V> target = new ConcurrentHashMap<>();
    /** What it was told, as "write k=v" and "delete k". */
    final List<String> told = new CopyOnWriteArrayList<>();

    final Set<Object> failing = ConcurrentHashMap.newKeySet();
    final List<Cache.Entry<? extends K, ? extends V>> entries = new CopyOnWriteArrayList<>();
    final AtomicInteger closed = new AtomicInteger();

    @Override
    public void write(Cache.Entry<? extends K, ? extends V> entry) {
        told.add("write " + entry.getKey() + "=" + entry.getValue());
        entries.add(entry);
        fail(entry.getKey());
        target.put(entry.getKey(), entry.getValue());
    }

    @Override
    public void writeAll(Collection<Cache.Entry<? extends K, ? extends V>> all) {
        for (Iterator<Cache.Entry<? extends K, ? extends V>> left = all.iterator(); left.hasNext(); ) {
            Cache.Entry<? extends K, ? extends V> entry = left.next();
            if (!failing.contains(entry.getKey())) {
                write(entry);
                left.remove();
            }
        }
        all.forEach(entry -> fail(entry.getKey()));
    }

    @Override
    public void delete(Object key) {
        told.add("delete " + key);
        fail(key);
        target.remove(key);
    }

    @Override
    public void deleteAll(Collection<?> keys) {
        for (Iterator<?> left = keys.iterator(); left.hasNext(); ) {
            Object key = left.next();
            if (!failing.contains(key)) {
                delete(key);
                left.remove();
            }
        }
        keys.forEach(this::fail);
    }

    private void fail(Object key) {
        if (failing.contains(key)) {
            throw new CacheWriterException("Fails on " + key);
        }
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
