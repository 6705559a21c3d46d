package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.Change.Drop;
import io.refrain.jcache.internal.store.database.Change.Keep;
import io.refrain.jcache.internal.store.database.Change.Touch;
import io.refrain.jcache.internal.store.database.row.EntryRow;
import io.refrain.jcache.internal.store.database.row.RowTouch;
import io.refrain.jcache.internal.store.database.row.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one transaction writes of what is pending: of each key what is pending when the writer gets to it, which may be newer than what somebody lined up for. For the thread that writes.
 */
final class Batch {
    /** So that rows of one page are changed one after the other. */
    private static final Comparator<EntryRow> ALONG_THE_TABLE = Comparator.comparingLong(row -> row.id);

    private final Map<OpenCache, List<Change>> taken = new HashMap<>();
    private final Set<Long> ids = new HashSet<>();
    private final List<EntryRow> kept = new ArrayList<>();
    private final List<Long> dropped = new ArrayList<>();
    private final List<RowTouch> touched = new ArrayList<>();

    /** Takes what is pending of some keys, as it is now. */
    void add(OpenCache cache, Collection<Long> hashes) {
        List<Change> changes = taken.computeIfAbsent(cache, any -> new ArrayList<>());
        for (Long hash : hashes) {
            long id = cache.id(hash);
            Change change = cache.pending().find(hash);
            if (change != null && ids.add(id)) {
                changes.add(change);
                add(cache, id, change);
            }
        }
    }

    private void add(OpenCache cache, long id, Change change) {
        if (change instanceof Keep keep) {
            kept.add(cache.row(keep));
        } else if (change instanceof Drop) {
            dropped.add(id);
        } else if (change instanceof Touch touch) {
            long expiresAt = touch.expiresAt();
            touched.add(new RowTouch(
                    id,
                    touch.version(),
                    touch.accessedAt(),
                    expiresAt == StoredEntry.ETERNAL ? null : Long.valueOf(expiresAt)));
        }
    }

    /** Within the transaction. */
    void write(Session session) {
        if (!kept.isEmpty()) {
            kept.sort(ALONG_THE_TABLE);
            session.keep(kept);
        }
        if (!dropped.isEmpty()) {
            dropped.sort(Comparator.naturalOrder());
            session.drop(dropped);
        }
        if (!touched.isEmpty()) {
            touched.sort(Comparator.comparingLong(RowTouch::id));
            session.touch(touched);
        }
    }

    /** Its commit has failed, and nobody need try again to drop what it has: it was to make room, or to tidy up. */
    void abandonDrops() {
        taken.forEach((cache, changes) -> cache.pending()
                .committed(changes.stream().filter(Drop.class::isInstance).toList()));
    }

    /** After its commit. */
    void committed() {
        taken.forEach((cache, changes) -> cache.pending().committed(changes));
    }
}
