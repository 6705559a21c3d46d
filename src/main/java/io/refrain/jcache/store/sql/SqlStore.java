package io.refrain.jcache.store.sql;

import io.refrain.jcache.codec.Codecs;
import io.refrain.jcache.store.Bounds;
import io.refrain.jcache.store.KeyLocks;
import io.refrain.jcache.store.Slot;
import io.refrain.jcache.store.Store;
import io.refrain.jcache.store.StoredEntry;
import io.refrain.jcache.store.sql.Housekeeping.Tidied;
import io.refrain.jcache.store.sql.Rows.RowKey;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongConsumer;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the entries of one cache in a SQLite file. A row that is damaged, or that cannot be read any more, is as good as absent: it is logged
 * and counted. Safe for use by several threads at once.
 *
 * <p>When an action that changed something ends, its changes are committed together before the key is let go. Touches are kept in memory until
 * {@value Touches#MOST} have gathered or something else is written: so many a killed process can lose.
 */
final class SqlStore<K> implements Store<K> {
    private static final Logger LOG = System.getLogger(SqlStore.class.getName());
    private static final int BATCH = 100;

    private final String cache;
    private final SqliteFile file;
    private final Rows<K> rows;
    private final Housekeeping housekeeping;
    private final Touches touches;
    private final KeyLocks locks = new KeyLocks();
    private final AtomicLong unreadable = new AtomicLong();

    SqlStore(String cache, SqliteFile file, Bounds bounds, Codecs codecs, LongConsumer evictions, InstantSource clock) {
        this.cache = cache;
        this.file = file;
        this.rows = new Rows<>(cache, codecs);
        this.touches = new Touches(clock);
        this.housekeeping =
                new Housekeeping(cache, bounds, evictions, clock, file.readers().read(session -> session.count(cache)));
    }

    @Override
    public @Nullable StoredEntry find(K key) {
        return find(rows.key(key));
    }

    private @Nullable StoredEntry find(RowKey key) {
        EntryRow row = file.readers().<@Nullable EntryRow>read(session -> session.find(key.id()));
        StoredEntry entry = row == null ? null : sound(row, key);
        return entry == null ? null : touches.applied(key.id(), entry);
    }

    /** The entry of a row, or null when it is another key's or cannot be read. */
    private @Nullable StoredEntry sound(EntryRow row, @Nullable RowKey asked) {
        try {
            return rows.entry(row, asked);
        } catch (RuntimeException e) {
            long count = unreadable.incrementAndGet();
            // Powers of two, so that a file full of them does not fill the log.
            if (Long.bitCount(count) == 1) {
                LOG.log(
                        Level.WARNING,
                        "The row " + row.id + " of the cache '" + cache + "' in " + file.path()
                                + " cannot be read and counts as absent (" + count + " so far): " + e.getMessage());
            }
            return null;
        }
    }

    @Override
    public @Nullable StoredEntry findWithoutBlocking(K key) {
        return null;
    }

    @Override
    public <R extends @Nullable Object> R update(K key, Function<Slot, R> action) {
        var lock = locks.hold(key);
        try {
            RowSlot slot = new RowSlot(rows.key(key));
            R result = action.apply(slot);
            write(List.of(slot));
            return result;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <R extends @Nullable Object> R updateAll(
            Collection<? extends K> keys, Function<Function<K, Slot>, R> action) {
        var held = locks.holdAll(keys);
        try {
            Map<K, RowSlot> slots = new HashMap<>();
            R result = action.apply(key -> slots.computeIfAbsent(key, any -> new RowSlot(rows.key(any))));
            write(slots.values());
            return result;
        } finally {
            for (var lock : held) {
                lock.unlock();
            }
        }
    }

    private void write(Collection<RowSlot> slots) {
        List<RowSlot> changed = slots.stream().filter(RowSlot::isChanged).toList();
        if (changed.isEmpty()) {
            return;
        }
        Written written = file.writer().write(session -> {
            int added = changed.stream().mapToInt(slot -> slot.write(session)).sum();
            touches.write(session);
            return new Written(added, housekeeping.tidy(session));
        });
        housekeeping.done(written.tidied(), written.added());
        changed.forEach(slot -> touches.forget(slot.key.id()));
    }

    @Override
    public void touch(K key, StoredEntry entry, long expiresAt) {
        entry.expireAt(expiresAt);
        if (touches.add(rows.key(key).id(), entry.writtenAt(), expiresAt)) {
            file.writer().write(touches::write);
        }
    }

    @Override
    public Iterator<Found<K>> entries() {
        Iterator<Long> ids = file.readers().read(session -> session.ids(cache)).iterator();
        return new Iterator<>() {
            private Iterator<Found<K>> batch = List.<Found<K>>of().iterator();

            @Override
            public boolean hasNext() {
                while (!batch.hasNext() && ids.hasNext()) {
                    List<Long> next = new ArrayList<>(BATCH);
                    while (next.size() < BATCH && ids.hasNext()) {
                        next.add(ids.next());
                    }
                    batch = found(next).iterator();
                }
                return batch.hasNext();
            }

            @Override
            public Found<K> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return batch.next();
            }
        };
    }

    private List<Found<K>> found(List<Long> ids) {
        List<Found<K>> found = new ArrayList<>(ids.size());
        for (EntryRow row : file.readers().read(session -> session.findAll(ids))) {
            StoredEntry entry = sound(row, null);
            if (entry != null) {
                found.add(new Found<>(rows.key(row), touches.applied(row.id, entry)));
            }
        }
        return found;
    }

    @Override
    public void clear() {
        boolean more = true;
        while (more) {
            more = housekeeping.clear(file.writer());
        }
    }

    @Override
    public long size() {
        return housekeeping.size();
    }

    /** {@inheritDoc} Writes the touches that are still in memory; when that fails they are lost, which is logged. */
    @Override
    public void close() {
        try {
            file.writer().write(touches::writeAll);
        } catch (CacheException e) {
            LOG.log(Level.WARNING, "The last accesses of the cache '" + cache + "' are lost", e);
        }
    }

    /** How many rows could not be read. */
    long unreadable() {
        return unreadable.get();
    }

    /** The place of one key: what was found, and what is to be written when the action has ended. For one thread. */
    private final class RowSlot implements Slot {
        private final RowKey key;
        private boolean looked;
        private @Nullable StoredEntry found;
        private boolean changed;
        private @Nullable EntryRow kept;
        private @Nullable StoredEntry keptEntry;

        RowSlot(RowKey key) {
            this.key = key;
        }

        @Override
        public @Nullable StoredEntry current() {
            if (changed) {
                return keptEntry;
            }
            if (!looked) {
                found = find(key);
                looked = true;
            }
            return found;
        }

        @Override
        public void keep(StoredEntry entry) {
            kept = rows.row(key, entry);
            keptEntry = entry;
            changed = true;
        }

        @Override
        public void drop() {
            kept = null;
            keptEntry = null;
            changed = true;
        }

        boolean isChanged() {
            return changed;
        }

        /** Gives by how much the number of rows grows. */
        int write(RowSession session) {
            if (kept == null) {
                return -session.drop(key.id());
            }
            boolean replaces = looked ? found != null : session.find(key.id()) != null;
            session.keep(kept);
            return replaces ? 0 : 1;
        }
    }

    private record Written(int added, Tidied tidied) {}
}
