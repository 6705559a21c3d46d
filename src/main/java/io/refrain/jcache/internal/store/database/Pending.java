package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.Change.Drop;
import io.refrain.jcache.internal.store.database.Change.Keep;
import io.refrain.jcache.internal.store.database.Change.Touch;
import io.refrain.jcache.internal.store.database.row.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The overlay of what is pending in one cache: the last change of each key that is not committed yet. What is here is visible to everybody at once, and goes only after the commit that holds
 * it; a commit that fails leaves it here. So who reads looks here before the database. Safe for use by several threads at once.
 *
 * <p>Keys are told apart by the hash that their rows' ids have. Keeps and drops are put by who holds the key, accesses by anybody.
 */
final class Pending {
    private final Map<Long, Change> byHash = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /** Whether there is nothing, which spares a look. */
    boolean isEmpty() {
        return byHash.isEmpty();
    }

    /** The last change of a key; null when the database has all there is. */
    @Nullable
    Change find(long hash) {
        return byHash.get(hash);
    }

    /** Puts a change in the place of the one before. */
    void put(Change change) {
        Change before = byHash.put(change.key().hash(), change);
        bytes.addAndGet(change.bytes() - (before == null ? 0 : before.bytes()));
    }

    /**
     * Notes an access to an entry, unless its key has been changed since.
     *
     * @param entry as it was found
     */
    void touch(RowKey key, StoredEntry entry, long accessedAt, long expiresAt) {
        byHash.compute(key.hash(), (hash, before) -> {
            if (before instanceof Drop) {
                return before;
            }
            if (before instanceof Keep keep) {
                return keep.entry().version() == entry.version() ? keep.accessed(accessedAt, expiresAt) : keep;
            }
            // An access to an older value must not take the place of one to the value that is there.
            return before instanceof Touch touch && touch.version() > entry.version()
                    ? touch
                    : new Touch(key, entry.version(), accessedAt, expiresAt);
        });
    }

    /** Drops a key, unless something was put since {@link #find} gave what is expected; whether it did. */
    boolean drop(RowKey key, @Nullable Change expected) {
        Drop drop = new Drop(key);
        return byHash.compute(key.hash(), (hash, now) -> now == expected ? drop : now) == drop;
    }

    /** What could not be committed counts as absent from now on; whether that has changed anything. */
    boolean withdraw(RowKey key, long version) {
        boolean[] withdrawn = {false};
        byHash.computeIfPresent(key.hash(), (hash, change) -> {
            if (change instanceof Keep keep && keep.entry().version() == version) {
                withdrawn[0] = true;
                bytes.addAndGet(-change.bytes());
                return new Drop(key);
            }
            return change;
        });
        return withdrawn[0];
    }

    /** These are in the database, unless they have been changed again. */
    void committed(Collection<Change> changes) {
        for (Change change : changes) {
            if (byHash.remove(change.key().hash(), change)) {
                bytes.addAndGet(-change.bytes());
            }
        }
    }

    /** The hashes of all there is. */
    List<Long> hashes() {
        return new ArrayList<>(byHash.keySet());
    }

    /** All there is, by the hashes of the keys. */
    Map<Long, Change> all() {
        return Map.copyOf(byHash);
    }

    /** All entries that are kept, in the order of their hashes. */
    TreeMap<Long, Keep> kept() {
        TreeMap<Long, Keep> kept = new TreeMap<>();
        byHash.forEach((hash, change) -> {
            if (change instanceof Keep keep) {
                kept.put(hash, keep);
            }
        });
        return kept;
    }

    /** Drops all that is kept; every key is held. */
    void dropAll() {
        kept().values().forEach(keep -> put(new Drop(keep.key())));
    }

    /** Forgets all; every key is held. */
    void clear() {
        committed(List.copyOf(byHash.values()));
    }

    int count() {
        return byHash.size();
    }

    long bytes() {
        return bytes.get();
    }
}
