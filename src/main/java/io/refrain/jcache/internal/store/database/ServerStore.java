package io.refrain.jcache.internal.store.database;

import io.refrain.internal.flight.Leases;
import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.Authority;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.KeyLocks;
import io.refrain.jcache.internal.store.Slot;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.StoreObserver;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.row.CacheRange;
import io.refrain.jcache.internal.store.database.row.EntryRow;
import io.refrain.jcache.internal.store.database.row.RowKey;
import io.refrain.jcache.internal.store.database.row.RowValue;
import io.refrain.jcache.internal.store.database.row.Rows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the entries of one cache in a database server that other processes change at the same time. Safe for use by several threads at once.
 *
 * <p>A key is held twice: by a lock of this process, so that few threads wait for the server, and from the first look at its row until the commit by a lock of the server. Who holds a key and
 * asks for a further one is in one transaction with both; both are let go when that has ended.
 *
 * <p>A heap in front has copies ({@link CopiedRows}). They are used while the server vouches that nothing is missing of what others have told.
 *
 * @param <K> the type of keys
 */
final class ServerStore<K> implements Authority<K> {
    /** So many changes go into one statement at most. */
    private static final int TOGETHER = 1_000;

    private static final int DROPPED_AT_ONCE = 10_000;

    private static final Comparator<EntryRow> BY_ID = Comparator.comparingLong(row -> row.id);

    private final Database database;
    private final Server server;
    private final Rows<K> rows;
    private final StoreObserver<K> observer;
    private final Durability durability;
    private final Bounds bounds;
    private final OpenCache cache;
    private final OpenCache.User user = new User();
    private final RowReader<K> reader;
    private final Evictor evictor;
    private final Admission admission;
    private final CopiedRows copied = new CopiedRows();
    private final HeapCopies<K> copies;
    private final AtomicBoolean closed = new AtomicBoolean();

    ServerStore(
            String cache,
            Database database,
            Server server,
            Bounds bounds,
            Durability durability,
            Rows<K> rows,
            StoreObserver<K> observer) {
        this.database = database;
        this.server = server;
        this.rows = rows;
        this.observer = observer;
        this.durability = durability;
        this.bounds = bounds;
        this.cache = database.join(cache, user);
        this.reader = new RowReader<>(database, this.cache, rows);
        this.evictor = new Evictor(database, this.cache, bounds, observer::evicted);
        this.admission = new Admission(database, this.cache, rows, bounds, observer);
        this.copies = new HeapCopies<>(reader);
    }

    @Override
    public void setCopies(Copies<K> heap) {
        copies.set(heap);
    }

    @Override
    public boolean vouches() {
        return server.vouches();
    }

    @Override
    public void uncopied(K key, StoredEntry copy) {
        copied.forget(rows.key(key).hash(), copy);
    }

    @Override
    public @Nullable StoredEntry find(K key) {
        return find(rows.key(key));
    }

    private @Nullable StoredEntry find(RowKey key) {
        StoredEntry found = reader.find(key);
        if (found != null) {
            evictor.read(key);
        }
        return found;
    }

    /** {@inheritDoc} What this thread has changed and not committed is never copied. */
    @Override
    public @Nullable StoredEntry find(K key, Consumer<StoredEntry> copying) {
        RowKey rowKey = rows.key(key);
        Lock lock =
                server.isWriting() || !server.vouches() ? null : cache.locks().tryHold(rowKey.hash(), key);
        if (lock == null) {
            return find(rowKey);
        }
        try {
            CopiedRows.Copy copy = copied.begin(rowKey);
            StoredEntry found = find(rowKey);
            if (found == null) {
                copied.end(copy);
            } else {
                copied.keep(copy, found, () -> copying.accept(found));
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** {@inheritDoc} A look at a database may always block. */
    @Override
    public @Nullable StoredEntry findWithoutBlocking(K key) {
        return null;
    }

    @Override
    public <R extends @Nullable Object> R update(K key, Function<Slot, R> action, Runnable copying) {
        RowKey rowKey = rows.key(key);
        Lock[] held = {cache.locks().hold(rowKey.hash(), key)};
        return this.<R>inTransaction(
                held,
                session -> {
                    ServerSlot slot = new ServerSlot(session, rowKey);
                    R result = action.apply(slot);
                    write(session, List.of(slot), copying);
                    return result;
                },
                1);
    }

    @Override
    public <R extends @Nullable Object> R updateAll(
            Collection<? extends K> keys, Function<Function<K, Slot>, R> action, Runnable copying) {
        Map<K, RowKey> rowKeys = new HashMap<>();
        Map<Long, Object> byHash = new HashMap<>();
        for (K key : keys) {
            RowKey rowKey = rows.key(key);
            rowKeys.put(key, rowKey);
            byHash.put(rowKey.hash(), key);
        }
        Lock[] held = cache.locks().holdAll(byHash.keySet(), byHash::get);
        return this.<R>inTransaction(
                held,
                session -> {
                    Together together = new Together(session, rowKeys.values());
                    Map<K, ServerSlot> slots = new HashMap<>();
                    R result = action.apply(key -> {
                        RowKey rowKey = rowKeys.get(key);
                        if (rowKey == null) {
                            throw new IllegalStateException("The key is not held");
                        }
                        return slots.computeIfAbsent(key, any -> new ServerSlot(rowKey, together));
                    });
                    write(session, slots.values(), copying);
                    return result;
                },
                keys.size());
    }

    /** Runs an action in a transaction, at the end of which the locks are let go, and then keeps the bounds. */
    private <R extends @Nullable Object> R inTransaction(
            @Nullable Lock[] held, Function<ServerSession, R> action, int written) {
        boolean[] handedOver = new boolean[1];
        R result;
        try {
            result = server.write(durability, session -> {
                handedOver[0] = true;
                R done;
                try {
                    done = action.apply(session);
                } finally {
                    // Last, so that what is copied when it is committed is copied before.
                    server.afterwards(committed -> KeyLocks.letGo(held));
                }
                return done;
            });
        } catch (StoreException e) {
            cache.failures().failed(e);
            throw e;
        } finally {
            if (!handedOver[0]) {
                KeyLocks.letGo(held);
            }
        }
        cache.failures().succeeded();
        evict(written);
        return result;
    }

    private void evict(int written) {
        if (isTidying() && !server.isWriting()) {
            evictor.evict(written);
        }
    }

    private boolean isTidying() {
        CacheRange range = cache.knownRange();
        return range != null && server.leads(range.number());
    }

    private void write(ServerSession session, Collection<ServerSlot> slots, Runnable copying) {
        List<EntryRow> kept = new ArrayList<>();
        List<Long> dropped = new ArrayList<>();
        List<Long> told = new ArrayList<>();
        List<ServerSlot> changed = slots.stream().filter(ServerSlot::isChanged).toList();
        if (changed.isEmpty()) {
            return;
        }
        boolean crowded = isTidying() && cache.occupancy().isCrowded(bounds);
        for (ServerSlot slot : changed) {
            if (crowded) {
                slot.look();
            }
            cache.forget(slot.key());
            slot.collect(kept, dropped);
            if (!slot.isNew()) {
                told.add(cache.id(slot.key().hash()));
            }
        }
        List<CopiedRows.Copy> announced = announce(changed);
        server.afterwards(committed -> {
            if (committed) {
                changed.forEach(ServerSlot::count);
                server.tell(told);
                copied.keepAll(announced, copying);
            } else {
                announced.forEach(copied::end);
            }
        });
        if (kept.size() == 1
                && dropped.isEmpty()
                && session.keepAlone(
                        cache.range().number(), changed.get(0).key().hash(), kept.get(0))) {
            return;
        }
        changed.forEach(ServerSlot::hold);
        dropped.sort(Comparator.naturalOrder());
        kept.sort(BY_ID);
        if (!dropped.isEmpty()) {
            session.drop(dropped);
        }
        for (int from = 0; from < kept.size(); from += TOGETHER) {
            session.keep(kept.subList(from, Math.min(kept.size(), from + TOGETHER)));
        }
    }

    /** Before the commit, after which others may tell of their changes. */
    private List<CopiedRows.Copy> announce(List<ServerSlot> changed) {
        List<CopiedRows.Copy> announced = new ArrayList<>();
        if (copies.areThere() && server.vouches()) {
            for (ServerSlot slot : changed) {
                StoredEntry kept = slot.kept();
                if (kept != null) {
                    announced.add(copied.begin(slot.key()).of(kept));
                }
            }
        }
        return announced;
    }

    /** {@inheritDoc} When too many accesses gather, who adds one commits them; those that cannot be committed are lost by and by, but no read fails for it. */
    @Override
    public void touch(K key, StoredEntry entry, long expiresAt) {
        entry.expireAt(expiresAt);
        if (cache.writeBehind().isFull()
                && !server.isWriting()
                && !cache.writeBehind().tryToCommit()) {
            return;
        }
        cache.touch(user, rows.key(key), entry, expiresAt);
        cache.writeBehind().soon();
    }

    @Override
    public Iterator<Found<K>> entries() {
        return new RowIterator<>(database, cache, reader);
    }

    /** {@inheritDoc} In one transaction, in which every key is held. */
    @Override
    public void clear() {
        Lock[] held = cache.locks().holdEverything();
        this.<Boolean>inTransaction(
                held,
                session -> {
                    int number = cache.range().number();
                    session.holdAll(number);
                    forgetEverywhere();
                    session.changeAll(number);
                    while (session.dropRange(
                                    cache.range().first(), cache.range().last(), DROPPED_AT_ONCE)
                            == DROPPED_AT_ONCE) {
                        // Each statement in its time.
                    }
                    server.afterwards(committed -> {
                        if (committed) {
                            cache.pending().clear();
                            cache.occupancy().cleared();
                            server.tell(List.of(cache.range().first()));
                        }
                    });
                    return true;
                },
                0);
    }

    private void forgetEverywhere() {
        cache.users().forEach(OpenCache.User::forgetAll);
    }

    @Override
    public long size() {
        return database.readers()
                .<Long>read(session -> Occupancy.amount(session, cache.range()).rows());
    }

    @Override
    public @Nullable Leases<K> leases() {
        Leases<Long> byId = server.leases();
        return byId == null ? null : new KeyLeases(byId);
    }

    /** {@inheritDoc} Commits the accesses that are pending. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            cache.writeBehind().tryToCommit();
            database.leave(cache, user);
            copies.set(null);
        }
    }

    /** The leases of keys. */
    private final class KeyLeases implements Leases<K> {
        private final Leases<Long> byId;

        KeyLeases(Leases<Long> byId) {
            this.byId = byId;
        }

        /** {@inheritDoc} Who is in a transaction holds keys, which nobody does who waits. */
        @Override
        public Claim claim(K key) {
            return server.isWriting()
                    ? Lease.NOMINAL
                    : byId.claim(cache.id(rows.key(key).hash()));
        }

        @Override
        public Duration limit() {
            return byId.limit();
        }
    }

    /** What the others who have the cache open see of this. */
    private final class User implements OpenCache.User {
        @Override
        public void forget(RowKey key) {
            copied.forget(key.hash(), copies::forget);
        }

        @Override
        public void changed(long hash) {
            copied.forget(hash, copies::forget);
        }

        @Override
        public void forgetAll() {
            copied.forgetAll(copies::forgetAll);
        }

        @Override
        public boolean wasRead(RowKey key) {
            return copies.wasRead(key);
        }

        @Override
        public boolean makeRoom(long bytes) {
            return evictor.makeRoom(bytes);
        }

        @Override
        public void keepBounds() {
            if (isTidying()) {
                evictor.count();
                evictor.evict(0);
            }
        }

        @Override
        public boolean listensForExpiry() {
            return observer.listensForExpiry();
        }

        @Override
        public Collection<RowKey> expire(Collection<RowKey> keys) {
            return reader.expire(keys, observer);
        }
    }

    /** Keys that are held and looked at by one statement each for all of them, when the first one is. For one thread. */
    private final class Together {
        private final ServerSession session;
        private final Collection<RowKey> keys;
        private final Map<Long, Change> accesses = new HashMap<>();
        private boolean held;
        private @Nullable Map<Long, RowValue> found;

        Together(ServerSession session, Collection<RowKey> keys) {
            this.session = session;
            this.keys = keys;
        }

        void hold() {
            if (!held) {
                session.hold(
                        cache.range().number(), keys.stream().map(RowKey::hash).toList());
                held = true;
            }
        }

        @Nullable
        StoredEntry find(RowKey key) {
            RowValue row = row(key);
            StoredEntry entry = row == null ? null : reader.entry(key, row);
            return entry == null ? null : RowReader.accessed(entry, accesses.get(key.hash()));
        }

        private @Nullable RowValue row(RowKey key) {
            if (!held && keys.size() == 1) {
                held = true;
                noteAccesses();
                return session.holdAndFind(cache.range().number(), key.hash());
            }
            hold();
            Map<Long, RowValue> all = found;
            if (all == null) {
                noteAccesses();
                all = session.find(
                        keys.stream().map(each -> cache.id(each.hash())).toList());
                found = all;
            }
            return all.get(cache.id(key.hash()));
        }

        /** Those that are not written yet: before the rows are read, which have them when they are not here any more. */
        private void noteAccesses() {
            if (!cache.pending().isEmpty()) {
                for (RowKey key : keys) {
                    Change change = cache.pending().find(key.hash());
                    if (change != null) {
                        accesses.put(key.hash(), change);
                    }
                }
            }
        }
    }

    /** The place of one key within a transaction. For one thread. */
    private final class ServerSlot extends RowSlot {
        private final Together together;

        ServerSlot(ServerSession session, RowKey key) {
            this(key, new Together(session, List.of(key)));
        }

        ServerSlot(RowKey key, Together together) {
            super(admission, key);
            this.together = together;
        }

        void hold() {
            together.hold();
        }

        @Override
        @Nullable
        StoredEntry find(RowKey asked) {
            return together.find(asked);
        }
    }
}
