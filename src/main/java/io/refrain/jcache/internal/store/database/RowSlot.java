package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.Slot;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.Change.Drop;
import io.refrain.jcache.internal.store.database.Change.Keep;
import io.refrain.jcache.internal.store.database.row.Cell;
import io.refrain.jcache.internal.store.database.row.EntryRow;
import io.refrain.jcache.internal.store.database.row.RowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The place of one key: what was found, and what is to be written when the action has ended. For one thread. */
abstract class RowSlot implements Slot {
    private final Admission admission;
    private final RowKey key;
    private boolean looked;
    private @Nullable StoredEntry found;
    private boolean changed;
    private @Nullable StoredEntry kept;
    private @Nullable Cell keptValue;

    RowSlot(Admission admission, RowKey key) {
        this.admission = admission;
        this.key = key;
    }

    /** What is there, which nobody else changes as long as the key is held; asked once. */
    abstract @Nullable StoredEntry find(RowKey asked);

    final RowKey key() {
        return key;
    }

    /** What is to be there; null for nothing, or when nothing changes. */
    final @Nullable StoredEntry kept() {
        return kept;
    }

    final boolean isChanged() {
        return changed;
    }

    /** Whether there was nothing before. */
    final boolean isNew() {
        return looked && found == null;
    }

    @Override
    public final @Nullable StoredEntry current() {
        if (changed) {
            return kept;
        }
        look();
        return found;
    }

    final void look() {
        if (!looked) {
            found(find(key));
        }
    }

    final boolean hasLooked() {
        return looked;
    }

    final void found(@Nullable StoredEntry entry) {
        found = entry;
        looked = true;
    }

    @Override
    public final void keep(StoredEntry entry) {
        Cell value = admission.admit(key, entry);
        changed = true;
        kept = value == null ? null : entry;
        keptValue = value;
    }

    @Override
    public final void drop() {
        changed = true;
        kept = null;
        keptValue = null;
    }

    /** Null for none. */
    final @Nullable Change change() {
        if (!changed) {
            return null;
        }
        return kept == null || keptValue == null ? new Drop(key) : new Keep(key, keptValue, kept, kept.writtenAt());
    }

    /** Adds the row that is to be there, or the id of the one that is not. */
    final void collect(List<EntryRow> keeping, List<Long> dropping) {
        Change change = change();
        if (change instanceof Keep keep) {
            keeping.add(admission.cache().row(keep));
        } else if (change != null) {
            dropping.add(admission.cache().id(key.hash()));
        }
    }

    /** Notes what a change does to how full the cache is. */
    final void count() {
        if (changed) {
            admission.cache().occupancy().changed(looked, found, kept);
        }
    }
}
