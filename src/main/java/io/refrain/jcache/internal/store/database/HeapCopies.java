package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.Authority.Copies;
import io.refrain.jcache.internal.store.database.row.RowKey;
import org.jspecify.annotations.Nullable;

/** The copies that a heap in front has of the rows of one cache; none when there is no heap. Safe for use by several threads at once. */
final class HeapCopies<K> {
    private final RowReader<K> reader;

    /** Set before anybody else knows of the store. */
    private volatile @Nullable Copies<K> copies;

    HeapCopies(RowReader<K> reader) {
        this.reader = reader;
    }

    void set(@Nullable Copies<K> heap) {
        copies = heap;
    }

    boolean areThere() {
        return copies != null;
    }

    void forget(RowKey key) {
        Copies<K> heap = copies;
        K live = heap == null ? null : reader.key(key.cell());
        if (heap != null && live != null) {
            heap.forget(live);
        }
    }

    void forgetAll() {
        Copies<K> heap = copies;
        if (heap != null) {
            heap.forgetAll();
        }
    }

    boolean wasRead(RowKey key) {
        Copies<K> heap = copies;
        K live = heap == null ? null : reader.key(key.cell());
        return heap != null && live != null && heap.wasRead(live);
    }
}
