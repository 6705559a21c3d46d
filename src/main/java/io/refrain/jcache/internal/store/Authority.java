package io.refrain.jcache.internal.store;

import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store that has everything, behind a heap that has copies of some of it. It owns the locks of the keys, and lets the heap do its part while a key is held.
 *
 * @param <K> the type of keys
 */
public interface Authority<K> extends Store<K> {

    /**
     * As {@link #find}; where nobody else holds the key, it is held while the entry is copied.
     *
     * @param copying gets what was found; called at most once, and not for nothing
     */
    @Nullable
    StoredEntry find(K key, Consumer<StoredEntry> copying);

    /**
     * As {@link #update}.
     *
     * @param copying runs when the changes are kept, before the key is let go; not when they could not be kept
     */
    <R extends @Nullable Object> R update(K key, Function<Slot, R> action, Runnable copying);

    /** As {@link #updateAll}, with {@code copying} as in {@link #update(Object, Function, Runnable)}. */
    <R extends @Nullable Object> R updateAll(
            Collection<? extends K> keys, Function<Function<K, Slot>, R> action, Runnable copying);

    /** Makes a heap known that has copies, before it has any. */
    void setCopies(Copies<K> copies);

    /** Whether the copies of the heap may be used now: not when somebody else may have changed the entries too long ago for that. */
    default boolean vouches() {
        return true;
    }

    /** The heap has forgotten a copy by itself. */
    default void uncopied(K key, StoredEntry copy) {}

    @Override
    default <R extends @Nullable Object> R update(K key, Function<Slot, R> action) {
        return update(key, action, () -> {});
    }

    @Override
    default <R extends @Nullable Object> R updateAll(
            Collection<? extends K> keys, Function<Function<K, Slot>, R> action) {
        return updateAll(keys, action, () -> {});
    }

    /** A heap with copies of entries. Safe for use by several threads at once. */
    interface Copies<K> {

        /** The entry of a key is about to change, or has gone; the key is held. */
        void forget(K key);

        /** All entries are about to go. */
        void forgetAll();

        /** Whether the copy of an entry was read since this was asked last. */
        boolean wasRead(K key);
    }
}
