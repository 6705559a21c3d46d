package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.StoredEntry;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Deadlines that reads have moved and that are not in the file yet, a bounded number of them. Safe for use by several threads at once. */
final class Touches {
    /** How many gather before they are written. */
    static final int MANY = 1_024;

    /** How many there are at most; further ones are lost. */
    static final int MOST = 2 * MANY;

    /** How many go along with another write, so that no write has to wait for all of them. */
    private static final int ALONG = 32;

    private final Map<Long, Touch> byId = new ConcurrentHashMap<>();
    private final AtomicBoolean announced = new AtomicBoolean();

    /** Notes one; true, once until {@link #writeAll}, when many have gathered. */
    boolean add(long id, long writtenAt, long accessedAt, long expiresAt) {
        int size = byId.size();
        if (size < MOST) {
            byId.put(id, new Touch(writtenAt, accessedAt, expiresAt));
        }
        return size >= MANY && announced.compareAndSet(false, true);
    }

    /** Moves the deadline of an entry just read to what is noted for it. */
    StoredEntry applied(long id, StoredEntry entry) {
        if (!byId.isEmpty()) {
            Touch touch = byId.get(id);
            if (touch != null && touch.writtenAt() == entry.writtenAt()) {
                entry.expireAt(touch.expiresAt());
            }
        }
        return entry;
    }

    /** The row was written: what was noted for it no longer holds. */
    void forget(long id) {
        byId.remove(id);
    }

    /** Writes some. Should the transaction fail, these are lost. */
    void writeSome(RowSession session) {
        write(session, ALONG);
    }

    /** Writes all; gives how many. Should the transaction fail, these are lost. */
    int writeAll(RowSession session) {
        announced.set(false);
        return write(session, MOST);
    }

    private int write(RowSession session, int most) {
        Iterator<Map.Entry<Long, Touch>> all = byId.entrySet().iterator();
        int written = 0;
        for (; written < most && all.hasNext(); written++) {
            Map.Entry<Long, Touch> next = all.next();
            Touch touch = next.getValue();
            session.touch(next.getKey(), touch.writtenAt(), touch.accessedAt(), Rows.expiresAt(touch.expiresAt()));
            // Not one that came meanwhile.
            byId.remove(next.getKey(), touch);
        }
        return written;
    }

    private record Touch(long writtenAt, long accessedAt, long expiresAt) {}
}
