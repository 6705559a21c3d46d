package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.StoredEntry;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Deadlines that reads have moved and that are not in the file yet, a bounded number of them. Safe for use by several threads at once. */
final class Touches {
    /** How many gather before they are written. */
    static final int MOST = 1_024;

    /** How many go along with another write, so that no write has to wait for all of them. */
    private static final int ALONG = 32;

    private final InstantSource clock;
    private final Map<Long, Touch> byId = new ConcurrentHashMap<>();

    Touches(InstantSource clock) {
        this.clock = clock;
    }

    /** Notes one; true when it is time to write them. */
    boolean add(long id, long writtenAt, long expiresAt) {
        byId.put(id, new Touch(writtenAt, clock.millis(), expiresAt));
        return byId.size() >= MOST;
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

    /** Writes some, or all when many have gathered; gives how many. */
    int write(RowSession session) {
        return write(session, byId.size() >= MOST ? Integer.MAX_VALUE : ALONG);
    }

    int writeAll(RowSession session) {
        return write(session, Integer.MAX_VALUE);
    }

    private int write(RowSession session, int most) {
        Iterator<Map.Entry<Long, Touch>> all = byId.entrySet().iterator();
        int written = 0;
        for (; written < most && all.hasNext(); written++) {
            Map.Entry<Long, Touch> next = all.next();
            Touch touch = next.getValue();
            session.touch(next.getKey(), touch.writtenAt(), touch.accessedAt(), expiresAt(touch));
            // Not one that came meanwhile. Should the transaction fail, this much of an access is lost.
            byId.remove(next.getKey(), touch);
        }
        return written;
    }

    private static @Nullable Long expiresAt(Touch touch) {
        return Rows.expiresAt(touch.expiresAt());
    }

    private record Touch(long writtenAt, long accessedAt, long expiresAt) {}
}
