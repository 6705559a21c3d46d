package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.row.RowKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a heap has copies of, by the hashes that their ids have, for who is told of a change by the id alone. A copy is announced before its row is read or committed, and made only if
 * nobody has told of a change since: so a change that is told of later than it is made never leaves an older copy behind. Safe for use by several threads at once.
 */
final class CopiedRows {
    private final Map<Long, Copy> byHash = new ConcurrentHashMap<>();

    /** Announces a copy, in the place of the one before. */
    Copy begin(RowKey key) {
        Copy copy = new Copy(key);
        byHash.put(key.hash(), copy);
        return copy;
    }

    /** There is nothing to copy. */
    void end(Copy copy) {
        byHash.remove(copy.key.hash(), copy);
    }

    /**
     * Makes a copy, unless a change was told of since it was announced.
     *
     * @param making puts it on the heap
     */
    void keep(Copy copy, StoredEntry entry, Runnable making) {
        keepAll(List.of(copy.of(entry)), making);
    }

    /** As {@link #keep}, of several that are made together, or none of them. */
    synchronized void keepAll(Collection<Copy> all, Runnable making) {
        if (all.isEmpty()) {
            return;
        }
        if (all.stream().allMatch(copy -> byHash.get(copy.key.hash()) == copy)) {
            making.run();
        } else {
            all.forEach(this::end);
        }
    }

    /** The heap has forgotten a copy by itself. */
    void forget(long hash, StoredEntry entry) {
        Copy copy = byHash.get(hash);
        if (copy != null && copy.entry == entry) {
            byHash.remove(hash, copy);
        }
    }

    /**
     * A row has changed.
     *
     * @param unmaking takes the copy off the heap
     */
    synchronized void forget(long hash, Consumer<RowKey> unmaking) {
        Copy copy = byHash.remove(hash);
        if (copy != null) {
            unmaking.accept(copy.key);
        }
    }

    /**
     * Anything may have changed.
     *
     * @param unmaking takes all copies off the heap
     */
    synchronized void forgetAll(Runnable unmaking) {
        byHash.clear();
        unmaking.run();
    }

    /** How many there are. */
    int size() {
        return byHash.size();
    }

    /** One copy. */
    static final class Copy {
        private final RowKey key;
        private volatile @Nullable StoredEntry entry;

        private Copy(RowKey key) {
            this.key = key;
        }

        Copy of(StoredEntry copied) {
            entry = copied;
            return this;
        }
    }
}
