package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.StoredEntry;
import io.refrain.jcache.store.sql.Rows.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a cache that are visible but not in the file yet, the last one of each key. Reads look here before the file. Safe for use by several
 * threads at once.
 */
final class Unwritten {
    private final Map<Long, Change> byId = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean announced = new AtomicBoolean();

    /** Whether there is nothing, which spares a look. */
    boolean isEmpty() {
        return byId.isEmpty();
    }

    /** The last change of a key; null when it is in the file. */
    @Nullable
    Change find(RowKey key) {
        Change change = byId.get(key.id());
        return change != null && change.key().cell().encoded().equals(key.cell().encoded()) ? change : null;
    }

    /** Notes a change; true for the first since {@link #all}, which somebody should then write. */
    boolean add(Change change) {
        Change before = byId.put(change.key().id(), change);
        bytes.addAndGet(change.size() - (before == null ? 0 : before.size()));
        return announced.compareAndSet(false, true);
    }

    /** Those there are, to be written now. */
    List<Change> all() {
        announced.set(false);
        return new ArrayList<>(byId.values());
    }

    /** Those there are, by the ids of their keys. */
    Map<Long, Change> byId() {
        return Map.copyOf(byId);
    }

    /** How many of them keep an entry. */
    long kept() {
        return byId.values().stream().filter(change -> change.row() != null).count();
    }

    /** These are in the file, unless they have been changed again. */
    void written(List<Change> changes) {
        for (Change change : changes) {
            if (byId.remove(change.key().id(), change)) {
                bytes.addAndGet(-change.size());
            }
        }
    }

    /** All that there was of these keys is of no importance any more. */
    void replaced(List<Change> changes) {
        for (Change change : changes) {
            Change before = byId.remove(change.key().id());
            if (before != null) {
                bytes.addAndGet(-before.size());
            }
        }
    }

    /** Forgets all. */
    void clear() {
        written(all());
    }

    int count() {
        return byId.size();
    }

    long bytes() {
        return bytes.get();
    }

    /**
     * A change of one key. Equal to no other.
     *
     * @param row what is to be written; null to drop the key
     * @param entry what reads find; null for nothing
     * @param writtenUntil what was written after that is not dropped, since another process may share the file
     */
    @SuppressWarnings("ReferenceEquality")
    record Change(RowKey key, @Nullable EntryRow row, @Nullable StoredEntry entry, long writtenUntil) {
        static Change of(RowKey key, @Nullable EntryRow row, @Nullable StoredEntry entry) {
            return new Change(key, row, entry, Long.MAX_VALUE);
        }

        /** Drops a key as it was at a time. */
        static Change drop(RowKey key, long writtenUntil) {
            return new Change(key, null, null, writtenUntil);
        }

        long size() {
            return row == null ? 0 : row.byteSize;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
