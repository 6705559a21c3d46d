package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.StoreObserver;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.row.Cell;
import io.refrain.jcache.internal.store.database.row.RowKey;
import io.refrain.jcache.internal.store.database.row.Rows;
import org.jspecify.annotations.Nullable;

/** Makes rows of the entries that one cache takes. Safe for use by several threads at once. */
record Admission(Database database, OpenCache cache, Rows<?> rows, Bounds bounds, StoreObserver<?> observer) {

    /** The value of a row, whose version and size the entry has from then on; null for one that is bigger than the whole cache may be, which counts as evicted. */
    @Nullable
    Cell admit(RowKey key, StoredEntry entry) {
        Cell value = rows.value(entry);
        entry.asRow(database.nextVersion(), Rows.size(key.cell(), value));
        if (entry.byteSize() > bounds.maxBytes()) {
            observer.evicted(1);
            return null;
        }
        return value;
    }
}
