package io.refrain.jcache.store.sql;

import io.refrain.jcache.codec.Codecs;
import io.refrain.jcache.codec.Encoded;
import io.refrain.jcache.store.Bounds;
import io.refrain.jcache.store.Durability;
import io.refrain.jcache.store.KeyLocks;
import io.refrain.jcache.store.Slot;
import io.refrain.jcache.store.Store;
import io.refrain.jcache.store.StoreException;
import io.refrain.jcache.store.StoredEntry;
import io.refrain.jcache.store.sql.Rows.RowKey;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the entries of one cache in a SQLite file. A row that is damaged, or that cannot be read any more, is as good as absent: it is logged
 * and counted. Safe for use by several threads at once.
 *
 * <p>When an action that changed something ends, its changes are committed together before the key is let go. Touches are kept in memory until
 * {@value Touches#MANY} have gathered, and then written in the background, or until something else is written: at most
 * {@value Touches#MOST} a killed process can lose.
 */
final class SqlStore<K> implements Store<K> {
    private static final Logger LOG = System.getLogger(SqlStore.class.getName());
    private static final int BATCH = 100;
    private static final int WRITTEN_TOGETHER = 500;
    private static final long MOST_UNWRITTEN_BYTES = 16L << 20;

    /** So that rows of one page are changed one after the other. */
    private static final Comparator<Unwritten.Change> ALONG_THE_TABLE =
            Comparator.comparingLong(change -> change.key().id());

    private static final Duration BETWEEN_SWEEPS = Duration.ofMillis(5);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String cache;
    private final SqliteFile file;
    private final Rows<K> rows;
    private final Housekeeping housekeeping;
    private final OpenCache open;
    private final KeyLocks locks;
    private final Touches touches;
    private final Unwritten unwritten;
    private final Durability durability;
    private final LongConsumer evictions;
    private final InstantSource clock;
    private final AtomicLong unreadable = new AtomicLong();
    private final AtomicLong lostTouches = new AtomicLong();
    private final WriteFailures failures;

    /** Changes by other stores of the same cache in this process. */
    private final AtomicLong changesNearby = new AtomicLong();

    private final Runnable onChangeByOthers = changesNearby::incrementAndGet;
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    SqlStore(
            String cache,
            SqliteFile file,
            Bounds bounds,
            Durability durability,
            Codecs codecs,
            LongConsumer evictions,
            InstantSource clock) {
        if (file.isShared() && durability == Durability.BATCHED) {
            throw new CacheException("The cache '" + cache + "' cannot have durability=batched in a file with"
                    + " refrain.sqlite.sharing=on, since others would not see what is not written; use committed");
        }
        this.cache = cache;
        this.file = file;
        this.rows = new Rows<>(cache, codecs, file.salt());
        this.clock = clock;
        this.failures = new WriteFailures("The cache '" + cache + "' in " + file.path(), clock);
        this.open = OpenCache.open(file, cache, onChangeByOthers);
        this.locks = open.locks();
        this.touches = open.touches();
        this.unwritten = open.unwritten();
        this.durability = durability;
        this.evictions = evictions;
        this.housekeeping = new Housekeeping(cache, bounds, evictions, clock);
        if (file.isWritable() && rows() > 0) {
            // What has expired while nobody used it.
            sweepLater();
        }
    }

    @Override
    public @Nullable StoredEntry find(K key) {
        return find(rows.key(key));
    }

    private @Nullable StoredEntry find(RowKey key) {
        if (!unwritten.isEmpty()) {
            Unwritten.Change change = unwritten.find(key);
            if (change != null) {
                return change.entry();
            }
        }
        RowValue row = findRow(key.id());
        if (row == null) {
            return null;
        }
        StoredEntry entry = ifSound(key.id(), () -> {
            StoredEntry found = rows.entry(key, row);
            if (found == null) {
                requireSound(key.id());
            }
            return found;
        });
        return entry == null ? null : touches.applied(key.id(), entry);
    }

    /** A row in a damaged part of the file is as good as absent. */
    private @Nullable RowValue findRow(long id) {
        try {
            return file.readers().<@Nullable RowValue>read(session -> session.find(id));
        } catch (StoreException e) {
            if (!SqliteErrors.isDamage(e)) {
                throw e;
            }
            file.noteDamage();
            logFew(
                    unreadable.incrementAndGet(),
                    "A part of " + file.path() + " cannot be read and counts as absent",
                    e);
            return null;
        }
    }

    /** Tells a row of another key, whose id happens to be the same, from a damaged one. */
    private void requireSound(long id) {
        EntryRow row = file.readers().<@Nullable EntryRow>read(session -> session.row(id));
        if (row != null && !rows.isSound(row)) {
            throw new CacheException("Its checksum is wrong");
        }
    }

    /** What is read from a row, or null when that cannot be done. */
    private <T extends @Nullable Object> @Nullable T ifSound(long id, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RuntimeException e) {
            logFew(
                    unreadable.incrementAndGet(),
                    "The row " + id + " of the cache '" + cache + "' in " + file.path()
                            + " cannot be read and counts as absent",
                    e);
            return null;
        }
    }

    /** By powers of two, so that a file full of them does not fill the log. */
    private static void logFew(long count, String what, RuntimeException cause) {
        if (Long.bitCount(count) == 1) {
            LOG.log(Level.WARNING, what + " (" + count + " so far): " + cause.getMessage());
        }
    }

    @Override
    public @Nullable StoredEntry findWithoutBlocking(K key) {
        return null;
    }

    @Override
    public <R extends @Nullable Object> R update(K key, Function<Slot, R> action) {
        checkWritable();
        RowKey rowKey = rows.key(key);
        var lock = locks.hold(rowKey.id());
        try {
            RowSlot slot = new RowSlot(rowKey);
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
        checkWritable();
        var held = locks.holdAll(keys.stream().map(key -> rows.key(key).id()).toList());
        try {
            Map<Encoded, RowSlot> slots = new HashMap<>();
            R result = action.apply(key -> {
                RowKey rowKey = rows.key(key);
                return slots.computeIfAbsent(rowKey.cell().encoded(), any -> new RowSlot(rowKey));
            });
            write(slots.values());
            return result;
        } finally {
            for (var lock : held) {
                lock.unlock();
            }
        }
    }

    /** Before anybody is told of a change that could not even be noted. */
    private void checkWritable() {
        if (durability != Durability.BATCHED
                && unwritten.count() >= file.options().batchEntries()) {
            writeUnwritten();
        }
    }

    private void write(Collection<RowSlot> slots) {
        List<Unwritten.Change> changes = new ArrayList<>(slots.size());
        for (RowSlot slot : slots) {
            if (slot.isChanged()) {
                changes.add(slot.change());
            }
        }
        if (changes.isEmpty()) {
            return;
        }
        changes.sort(ALONG_THE_TABLE);
        if (durability == Durability.BATCHED) {
            writeLater(changes);
        } else if (unwritten.isEmpty()) {
            commit(changes);
        } else {
            // So that nothing older is written afterwards.
            synchronized (unwritten) {
                commit(changes);
                unwritten.replaced(changes);
            }
        }
        open.changed(onChangeByOthers);
    }

    /** Writes, if need be in the place of others. What cannot be written at all counts as absent from then on. */
    private void commit(List<Unwritten.Change> changes) {
        try {
            writeOrMakeRoom(changes);
        } catch (StoreException e) {
            failures.failed(e);
            boolean first = false;
            for (Unwritten.Change change : changes) {
                first |= unwritten.add(Unwritten.Change.drop(change.key(), clock.millis()));
            }
            if (first) {
                file.inBackground(this::tryToWriteUnwritten, RETRY);
            }
            throw e;
        }
        failures.succeeded();
    }

    /** Goes on in the background until nothing is left that has expired. */
    private void sweepLater() {
        if (sweeping.compareAndSet(false, true)) {
            file.inBackground(this::sweep, BETWEEN_SWEEPS);
        }
    }

    private void sweep() {
        sweeping.set(false);
        try {
            if (!closed.get() && housekeeping.sweep(file.writer())) {
                sweepLater();
            }
        } catch (CacheException e) {
            LOG.log(Level.DEBUG, "What has expired could not be dropped", e);
        }
    }

    private void writeOrMakeRoom(List<Unwritten.Change> changes) {
        try {
            writeNow(changes);
        } catch (StoreException e) {
            if (!SqliteErrors.isFull(e) || !hasMadeRoom(changes)) {
                throw e;
            }
            writeNow(changes);
        }
    }

    private boolean hasMadeRoom(List<Unwritten.Change> changes) {
        try {
            file.log().restart();
            return housekeeping.makeRoom(
                    file.writer(),
                    changes.stream().mapToLong(Unwritten.Change::size).sum());
        } catch (StoreException e) {
            return false;
        }
    }

    private void writeNow(List<Unwritten.Change> changes) {
        Housekeeping.Round round = housekeeping.round();
        file.writer()
                .write(
                        session -> {
                            for (Unwritten.Change change : changes) {
                                EntryRow row = change.row();
                                if (row == null) {
                                    session.drop(change.key().id(), change.writtenUntil());
                                } else {
                                    session.keep(row, housekeeping.sameAccessSince(row.accessedAt));
                                }
                            }
                            touches.writeSome(session);
                            round.run(session, changes.size());
                            return changes.size();
                        },
                        durability == Durability.SYNCED);
        round.done();
        if (round.hasMoreExpired()) {
            sweepLater();
        }
        changes.forEach(change -> touches.forget(change.key().id()));
    }

    /** Whoever finds too much waiting writes it himself. */
    private void writeLater(List<Unwritten.Change> changes) {
        boolean first = false;
        for (Unwritten.Change change : changes) {
            first |= unwritten.add(change);
        }
        if (unwritten.count() > file.options().batchEntries() || unwritten.bytes() > MOST_UNWRITTEN_BYTES) {
            writeUnwritten();
        } else if (first) {
            // In time for the commit to be over when the window is.
            file.inBackground(
                    this::tryToWriteUnwritten,
                    file.options().batchWindow().multipliedBy(3).dividedBy(4));
        }
    }

    /** One at a time, so that no older change is written over a newer one. */
    private void writeUnwritten() {
        synchronized (unwritten) {
            List<Unwritten.Change> all = unwritten.all();
            all.sort(ALONG_THE_TABLE);
            for (int from = 0; from < all.size(); from += WRITTEN_TOGETHER) {
                List<Unwritten.Change> some = all.subList(from, Math.min(from + WRITTEN_TOGETHER, all.size()));
                writeNow(some);
                unwritten.written(some);
            }
        }
    }

    /** What cannot be written stays where reads find it, and is tried again with the next write or after the next window. */
    private void tryToWriteUnwritten() {
        try {
            writeUnwritten();
            failures.succeeded();
        } catch (CacheException e) {
            failures.failed(e);
            if (!closed.get()) {
                file.inBackground(this::tryToWriteUnwritten, RETRY);
            }
        }
    }

    /** {@inheritDoc} When touches cannot be written they are lost, which is logged: no read fails for it. */
    @Override
    public void touch(K key, StoredEntry entry, long expiresAt) {
        entry.expireAt(expiresAt);
        if (touches.add(rows.key(key).id(), entry.writtenAt(), clock.millis(), expiresAt)) {
            file.inBackground(this::writeTouches);
        }
    }

    private void writeTouches() {
        try {
            file.writer().write(touches::writeAll);
        } catch (CacheException e) {
            logFew(
                    lostTouches.incrementAndGet(),
                    "The last accesses of the cache '" + cache + "' in " + file.path() + " are lost",
                    e);
        }
    }

    /**
     * {@inheritDoc} Holds the ids, eight bytes for each entry, and a few rows; nothing is locked in the file meanwhile. What waits to be written is written
     * first, or, where that cannot be done, given first.
     */
    @Override
    public Iterator<Found<K>> entries() {
        if (!unwritten.isEmpty()) {
            tryToWriteUnwritten();
        }
        Map<Long, Unwritten.Change> waiting = unwritten.byId();
        long[] all = file.readers().read(session -> session.ids(cache));
        long[] ids = waiting.isEmpty()
                ? all
                : Arrays.stream(all).filter(id -> !waiting.containsKey(id)).toArray();
        return new Iterator<>() {
            private int at;
            private Iterator<Found<K>> batch = waiting(waiting.values()).iterator();

            @Override
            public boolean hasNext() {
                while (!batch.hasNext() && at < ids.length) {
                    int end = Math.min(at + BATCH, ids.length);
                    batch = found(Arrays.stream(ids, at, end).boxed().toList()).iterator();
                    at = end;
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

    private List<Found<K>> waiting(Collection<Unwritten.Change> changes) {
        List<Found<K>> found = new ArrayList<>();
        for (Unwritten.Change change : changes) {
            if (change.row() != null && change.entry() != null) {
                found.add(new Found<>(rows.key(change.row()), change.entry()));
            }
        }
        return found;
    }

    private List<Found<K>> found(List<Long> ids) {
        List<Found<K>> found = new ArrayList<>(ids.size());
        for (EntryRow row : file.readers().read(session -> session.findAll(ids))) {
            Found<K> sound = ifSound(row.id, () -> found(row));
            if (sound != null) {
                found.add(sound);
            }
        }
        return found;
    }

    private @Nullable Found<K> found(EntryRow row) {
        StoredEntry entry = rows.entry(row);
        return entry == null ? null : new Found<>(rows.key(row), touches.applied(row.id, entry));
    }

    @Override
    public void clear() {
        synchronized (unwritten) {
            unwritten.clear();
            housekeeping.clear(file.writer());
        }
        sweepLater();
        open.changed(onChangeByOthers);
    }

    @Override
    public long size() {
        return Math.max(0, rows()) + unwritten.kept();
    }

    private long rows() {
        return file.readers().read(session -> session.total(cache)).rows();
    }

    @Override
    public boolean isShared() {
        return file.isShared() || open.hadSeveral();
    }

    @Override
    public long changesByOthers() {
        return file.changesByOthers() + changesNearby.get();
    }

    /** {@inheritDoc} Writes what is still in memory. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            tryToWriteUnwritten();
            writeTouches();
            open.close(onChangeByOthers);
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
            if (housekeeping.isTooBig(kept)) {
                drop();
                evictions.accept(1);
            }
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

        Unwritten.Change change() {
            return Unwritten.Change.of(key, kept, keptEntry);
        }
    }
}
