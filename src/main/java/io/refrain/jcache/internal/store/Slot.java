package io.refrain.jcache.internal.store;

import org.jspecify.annotations.Nullable;

/** The place of one key while a thread holds it. For the thread that holds the key, and only until it lets go. */
public interface Slot {

    /** What the store has for the key, expired or not, including what this holder kept or dropped; null for nothing. */
    @Nullable
    StoredEntry current();

    /** Keeps the entry under the key in place of what was there. Durable, as far as the store promises, when the key is let go. */
    void keep(StoredEntry entry);

    /**
     * Puts a value in stored form in the place of that of an entry that never expires, where the store can do that without keeping another entry.
     *
     * @return whether it did; nothing has happened otherwise
     */
    default boolean replaceValue(Object stored) {
        return false;
    }

    /** Forgets the key; nothing happens when it is absent. */
    void drop();

    /** Tells the slot what is there, as the holder knows it from elsewhere, so that it need not look itself. */
    default void assume(StoredEntry present) {}
}
