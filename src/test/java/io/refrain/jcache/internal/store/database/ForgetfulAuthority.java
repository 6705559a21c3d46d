package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.Authority;
import io.refrain.jcache.internal.store.Slot;
import io.refrain.jcache.internal.store.StoredEntry;
import java.util.Collection;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An authority that does not tell the heap of all that goes: faulty, to see whether that is found. */
final class ForgetfulAuthority<K> implements Authority<K> {
    private final Authority<K> authority;
    private final Predicate<K> told;

    /** @param told of which keys the heap is told */
    ForgetfulAuthority(Authority<K> authority, Predicate<K> told) {
        this.authority = authority;
        this.told = told;
    }

    @Override
    public void setCopies(Copies<K> heap) {
        authority.setCopies(new Copies<>() {
            @Override
            public void forget(K key) {
                if (told.test(key)) {
                    heap.forget(key);
                }
            }

            @Override
            public void forgetAll() {
                heap.forgetAll();
            }

            @Override
            public boolean wasRead(K key) {
                return heap.wasRead(key);
            }
        });
    }

    @Override
    public @Nullable StoredEntry find(K key) {
        return authority.find(key);
    }

    @Override
    public @Nullable StoredEntry find(K key, Consumer<StoredEntry> copying) {
        return authority.find(key, copying);
    }

    @Override
    public @Nullable StoredEntry findWithoutBlocking(K key) {
        return authority.findWithoutBlocking(key);
    }

    @Override
    public <R extends @Nullable Object> R update(K key, Function<Slot, R> action, Runnable copying) {
        return authority.update(key, action, copying);
    }

    @Override
    public <R extends @Nullable Object> R updateAll(
            Collection<? extends K> keys, Function<Function<K, Slot>, R> action, Runnable copying) {
        return authority.updateAll(keys, action, copying);
    }

    @Override
    public void touch(K key, StoredEntry entry, long expiresAt) {
        authority.touch(key, entry, expiresAt);
    }

    @Override
    public Iterator<Found<K>> entries() {
        return authority.entries();
    }

    @Override
    public void clear() {
        authority.clear();
    }

    @Override
    public long size() {
        return authority.size();
    }

    @Override
    public void close() {
        authority.close();
    }
}
