package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.KeyLocks;
import io.refrain.jcache.internal.store.database.Change.Touch;
import io.refrain.jcache.internal.store.database.row.RowHead;
import io.refrain.jcache.internal.store.database.row.RowIds;
import io.refrain.jcache.internal.store.database.row.RowKey;
import io.refrain.jcache.internal.store.database.row.RowValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one cache that are dropped together, without their keys' holders having a say: each key is held from when it is certain that the row is still the one that was chosen, until the drop is
 * committed. Who holds a key keeps it. Nobody counts meanwhile. For one thread.
 */
final class Victims implements AutoCloseable {
    private final Database database;
    private final OpenCache cache;
    private final Lock putting;
    private final List<Lock> held = new ArrayList<>();
    private final List<Long> hashes = new ArrayList<>();
    private long bytes;

    Victims(Database database, OpenCache cache) {
        this.database = database;
        this.cache = cache;
        this.putting = cache.occupancy().putting();
        putting.lock();
    }

    /** Drops a row that was chosen, unless its key is held, or it is not the same any more. */
    void drop(RowHead head) {
        drop(head, Long.MAX_VALUE);
    }

    /** Drops a row that has expired by a time, unless its key is held, or it is not the same any more. */
    void dropExpired(RowHead head, long now) {
        drop(head, now);
    }

    private void drop(RowHead head, long expiredBy) {
        RowKey key = new RowKey(RowIds.hash(head.id()), head.key());
        Lock lock = cache.locks().tryHold(key.hash(), key.cell(), held);
        if (lock == null) {
            return;
        }
        held.add(lock);
        // First what is pending, then the row: in the other order, what is committed in between would be missed in
        // both.
        Change pending = cache.pending().find(key.hash());
        boolean unchanged = pending == null || pending instanceof Touch touch && touch.expiresAt() <= expiredBy;
        if (unchanged && isTheSame(head, expiredBy) && cache.pending().drop(key, pending)) {
            cache.forget(key);
            hashes.add(key.hash());
            bytes += head.byteSize();
        }
    }

    private boolean isTheSame(RowHead head, long expiredBy) {
        RowValue row = database.readers().<@Nullable RowValue>read(session -> session.find(head.id()));
        if (row == null || row.version() != head.version()) {
            return false;
        }
        Long expiresAt = row.expiresAt();
        return expiredBy == Long.MAX_VALUE || expiresAt != null && expiresAt <= expiredBy;
    }

    int count() {
        return hashes.size();
    }

    long bytes() {
        return bytes;
    }

    /** Commits what was dropped; should that fail, it is pending. */
    void commit() {
        if (!hashes.isEmpty()) {
            cache.occupancy().removed(hashes.size(), bytes);
            database.commit(cache, hashes, false);
        }
    }

    /** Lets go of the keys. */
    @Override
    public void close() {
        putting.unlock();
        KeyLocks.letGo(held.toArray(Lock[]::new));
    }
}
