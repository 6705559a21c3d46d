package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.Store.Found;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.Change.Keep;
import io.refrain.jcache.internal.store.database.row.CacheRange;
import io.refrain.jcache.internal.store.database.row.EntryRow;
import io.refrain.jcache.internal.store.database.row.RowIds;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the entries of one cache in the order of their ids, a page at a time, together with what was pending at its start. Nothing is locked meanwhile. For one thread.
 */
final class RowIterator<K> implements Iterator<Found<K>> {
    private static final int PAGE = 100;

    private final Database database;
    private final OpenCache cache;
    private final RowReader<K> reader;
    private final Queue<Found<K>> page = new ArrayDeque<>();

    /** What was pending and has not been given yet; it may have been committed since. */
    private final SortedMap<Long, Keep> pending;

    /** The hash up to which all is given, or in the page. */
    private long at;

    private boolean atEnd;

    RowIterator(Database database, OpenCache cache, RowReader<K> reader) {
        this.database = database;
        this.cache = cache;
        this.reader = reader;
        // Before the first page, which has what is committed meanwhile.
        this.pending = cache.pending().kept();
    }

    @Override
    public boolean hasNext() {
        while (page.isEmpty() && !atEnd) {
            readPage();
        }
        return !page.isEmpty();
    }

    @Override
    public Found<K> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.remove();
    }

    private void readPage() {
        CacheRange range = cache.range();
        // What is committed once the page is read is neither in it nor pending any more.
        Map<Long, Change> changed = cache.pending().all();
        List<EntryRow> rows = database.readers().read(session -> session.page(range.id(at), range.last(), PAGE));
        for (EntryRow row : rows) {
            long hash = RowIds.hash(row.id);
            addPendingBefore(hash);
            Change change = pending.remove(hash);
            if (change == null) {
                change = changed.get(hash);
            }
            add(change == null ? reader.found(row) : now(change));
            at = hash;
        }
        if (rows.size() < PAGE) {
            atEnd = true;
            addPendingBefore(Long.MAX_VALUE);
        }
    }

    private void addPendingBefore(long hash) {
        SortedMap<Long, Keep> before = pending.headMap(hash);
        for (Keep keep : before.values()) {
            add(now(keep));
        }
        before.clear();
    }

    /** What has become of what was pending. */
    private @Nullable Found<K> now(Change change) {
        StoredEntry entry = reader.find(change.key());
        K key = entry == null ? null : reader.key(change.key().cell());
        return key == null || entry == null ? null : new Found<>(key, entry);
    }

    private void add(@Nullable Found<K> found) {
        if (found != null) {
            page.add(found);
        }
    }
}
