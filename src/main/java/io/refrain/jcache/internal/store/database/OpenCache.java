package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.HeldKeys;
import io.refrain.jcache.internal.store.KeyLocks;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.Change.Keep;
import io.refrain.jcache.internal.store.database.row.CacheRange;
import io.refrain.jcache.internal.store.database.row.EntryRow;
import io.refrain.jcache.internal.store.database.row.RowKey;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What all stores of one cache of one database have in common, whichever cache manager opened them: the locks of its keys, what is pending, and how full it is. Safe for use by
 * several threads at once.
 */
final class OpenCache {
    private final String name;
    private final KeyLocks locks;
    private final Pending pending = new Pending();
    private final Occupancy occupancy = new Occupancy();
    private final Recency recency = new Recency();
    private final WriteFailures failures;
    private final WriteBehind writeBehind;
    /** Changed while the database's map holds the name. */
    private final List<User> users = new CopyOnWriteArrayList<>();

    private final Database database;

    /** Another one when another database has taken the place of this one; null until that can be asked. */
    private volatile @Nullable CacheRange range;

    OpenCache(String name, @Nullable CacheRange range, Database database, HeldKeys held) {
        this.name = name;
        this.range = range;
        this.database = database;
        this.locks = new KeyLocks(name, held);
        this.failures = new WriteFailures(
                "The cache '" + name + "' in " + database.medium().description(), database.clock());
        this.writeBehind = new WriteBehind(database, this);
    }

    String name() {
        return name;
    }

    /** @throws io.refrain.jcache.internal.store.StoreException when the database, which alone knows it, cannot be asked */
    CacheRange range() {
        CacheRange known = range;
        if (known == null) {
            known = database.range(name);
            range = known;
        }
        return known;
    }

    /** Null when it is not known yet. */
    @Nullable
    CacheRange knownRange() {
        return range;
    }

    /** Whether it is known to be the cache of a number. */
    boolean isNumbered(int number) {
        CacheRange known = range;
        return known != null && known.number() == number;
    }

    /** Goes on elsewhere, where nothing is yet of what the copies have; nobody reads or writes meanwhile, unless nobody knows yet where that is. */
    void move(@Nullable CacheRange to) {
        range = to;
        occupancy.forget();
        users.forEach(User::forgetAll);
    }

    long id(long hash) {
        return range().id(hash);
    }

    EntryRow row(Keep keep) {
        return range().row(keep.key(), keep.value(), keep.entry(), keep.accessedAt());
    }

    KeyLocks locks() {
        return locks;
    }

    Pending pending() {
        return pending;
    }

    Occupancy occupancy() {
        return occupancy;
    }

    Recency recency() {
        return recency;
    }

    WriteFailures failures() {
        return failures;
    }

    WriteBehind writeBehind() {
        return writeBehind;
    }

    void add(User user) {
        users.add(user);
    }

    void remove(User user) {
        users.remove(user);
    }

    boolean isUnused() {
        return users.isEmpty();
    }

    List<User> users() {
        return users;
    }

    /** Puts changes, after every heap has forgotten what it has of their keys; these are held. */
    void put(Collection<? extends Change> changes) {
        changes.forEach(change -> forget(change.key()));
        changes.forEach(pending::put);
    }

    /** Notes an access, of which every heap but that of the user who had it is told. */
    void touch(User user, RowKey key, StoredEntry entry, long expiresAt) {
        pending.touch(key, entry, database.clock().millis(), expiresAt);
        for (User other : users) {
            if (other != user) {
                other.forget(key);
            }
        }
    }

    /** Takes a key off every heap; it is held. */
    void forget(RowKey key) {
        for (User user : users) {
            user.forget(key);
        }
    }

    /** One of those who have the cache open. Safe for use by several threads at once. */
    interface User {

        /** Takes a key off the heap; it is held. */
        void forget(RowKey key);

        /** Takes the copy of a row off the heap, which another process has changed; nobody holds its key. */
        default void changed(long hash) {}

        /** Keeps the bounds, where that is not done with each write. */
        default void keepBounds() {}

        /** Clears the heap. */
        void forgetAll();

        /** Whether the heap's copy was read since this was asked last. */
        boolean wasRead(RowKey key);

        /** Evicts something, because the database has no room for so many bytes; whether it did. */
        boolean makeRoom(long bytes);

        /** Whether it wants {@link #expire}. */
        boolean listensForExpiry();

        /** Drops what has expired of these keys, and tells who listens; no key is held. Gives those that it cannot read, of which it does nothing. */
        Collection<RowKey> expire(Collection<RowKey> keys);
    }
}
