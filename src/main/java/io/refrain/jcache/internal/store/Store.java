package io.refrain.jcache.internal.store;

import io.refrain.internal.flight.Leases;
import java.util.Collection;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the entries of one cache and owns atomicity per key. It knows no expiry policy, listener, writer or statistic: an expired
 * entry is an entry like any other until somebody drops it, though a store may forget any entry at any time to keep its bounds.
 * Implementations are safe for use by several threads at once.
 *
 * <p>Keys are equal by {@link Object#equals}. A key that is handed to {@link #update} or {@link #updateAll} must never change afterwards; a store that keeps one that was
 * handed to any other method keeps a copy. No argument is ever null. What the medium below cannot do is a
 * {@link StoreException}.
 *
 * @param <K> the type of keys
 */
public interface Store<K> extends AutoCloseable {

    /** What the store has for a key, expired or not, without holding the key; null for nothing. */
    @Nullable
    StoredEntry find(K key);

    /**
     * What {@link #find} would return when that needs no blocking call; null also when it would.
     * Safe to call on a thread that must not block.
     */
    @Nullable
    StoredEntry findWithoutBlocking(K key);

    /**
     * Holds a key while an action looks at its slot and changes it. No other thread holds the same key meanwhile. The holder may
     * hold further keys from within the action. What the action throws is passed on; what it kept or dropped before is then undone
     * where the store has transactions, and stands where it has not, so an action throws before it changes.
     */
    <R extends @Nullable Object> R update(K key, Function<Slot, R> action);

    /**
     * Holds several keys at once, in an order that does not let two such calls wait for each other, while an action changes their
     * slots; otherwise as {@link #update}. A store with transactions makes all the changes in one.
     *
     * @param action gets the slot of any of the keys
     */
    <R extends @Nullable Object> R updateAll(Collection<? extends K> keys, Function<Function<K, Slot>, R> action);

    /**
     * Notes that an entry was read and now lives until another time. Does not hold the key and may be written behind: when the
     * entry is no longer the key's, nothing happens.
     *
     * @param expiresAt as in {@link StoredEntry#expiresAt}
     */
    void touch(K key, StoredEntry entry, long expiresAt);

    /** All entries, expired or not, weakly consistent: each at most once, and none that was absent all the time. */
    Iterator<Found<K>> entries();

    /** Forgets all entries of this cache and touches no other cache. */
    void clear();

    /** How many entries there are, expired or not, perhaps estimated. */
    long size();

    /** Whether it does something with the time at which an entry was written; when not, entries that never expire need none. */
    default boolean keepsTimes() {
        return true;
    }

    /** By which the processes that have the entries in common take turns with what a key stands for; null where they do not, or there is but one. */
    default @Nullable Leases<K> leases() {
        return null;
    }

    /** Lets go of resources. What is persistent stays. */
    @Override
    void close();

    /** A key and what is stored under it. */
    record Found<K>(K key, StoredEntry entry) {}
}
