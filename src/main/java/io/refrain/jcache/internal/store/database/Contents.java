package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.store.KeyLocks;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.StoredEntry;
import io.refrain.jcache.internal.store.database.row.CacheRange;
import io.refrain.jcache.internal.store.database.row.EntryRow;
import io.refrain.jcache.internal.store.database.row.RowKey;
import io.refrain.jcache.internal.store.database.row.Rows;
import io.refrain.jcache.internal.store.database.row.Session;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import javax.cache.CacheException;

/**
 * All that is in one database, of whatever cache, for who takes it elsewhere or brings it from there. What was put before is part of it, since what is pending is committed first. Nobody else
 * waits for more than one page of it, or one transaction. Safe for use by several threads at once.
 */
public final class Contents {
    private static final int PAGE = 100;

    private final Database database;
    private final Rows<Object> rows = new Rows<>(Codecs.of(Contents.class.getClassLoader()));

    Contents(Database database) {
        this.database = database;
    }

    /** What they are in, in the words of a message. */
    public String description() {
        return database.medium().description();
    }

    /**
     * Copies the database, as it is at one moment, to a file that does not exist.
     *
     * @throws StoreException when the file cannot be written, or what is pending not be committed
     */
    public void copyTo(Path target) {
        commitPending();
        database.medium().copyTo(target);
    }

    /**
     * Passes on each entry that has not expired, those of one cache after another. Of what is put and removed meanwhile, some may be passed on.
     *
     * @return how many rows were left out, since they are damaged
     * @throws StoreException when the database cannot be read, or what is pending not be committed
     */
    public long forEach(Consumer<PlainEntry> action) {
        Medium medium = database.medium();
        // Before what is pending is committed: what was accessed by then has its new deadline in its row.
        long now = database.clock().millis();
        commitPending();
        Map<String, Integer> caches = new TreeMap<>(database.readers().read(Session::caches));
        long damaged = 0;
        for (Map.Entry<String, Integer> cache : caches.entrySet()) {
            CacheRange range = new CacheRange(cache.getValue(), medium.salt());
            long at = range.first();
            List<EntryRow> page;
            do {
                page = page(medium, at, range.last());
                for (EntryRow row : page) {
                    at = row.id;
                    if (!range.isSound(row)) {
                        damaged++;
                    } else if (row.expiresAt == null || row.expiresAt > now) {
                        action.accept(
                                new PlainEntry(cache.getKey(), row.key(), row.value(), row.writtenAt, row.expiresAt));
                    }
                }
            } while (page.size() == PAGE);
        }
        return damaged;
    }

    private List<EntryRow> page(Medium medium, long after, long last) {
        List<EntryRow> page = database.readers().read(session -> session.page(after, last, PAGE));
        if (database.medium() != medium) {
            throw new StoreException(
                    medium.description() + " was deleted or replaced while it was read; try again",
                    new IllegalStateException("Another medium"));
        }
        return page;
    }

    /** What cannot be committed is still pending, and tried again by the store. */
    private void commitPending() {
        if (database.isClosed()) {
            throw new IllegalStateException("The database is closed");
        }
        for (OpenCache cache : database.openCaches()) {
            cache.writeBehind().commit();
        }
    }

    /**
     * Puts entries in the place of those with the same keys, in one transaction; of several with the same key, the last. Whoever has the cache open sees them from then on; listeners are told
     * nothing.
     *
     * @param entries all of one cache
     * @throws StoreException when that cannot be done; all is as it was then
     * @throws CacheException when one of them has a key or value that cannot be one; all is as it was then
     */
    public void put(List<PlainEntry> entries) {
        String name = entries.get(0).cache();
        Map<Long, PlainEntry> byHash = new TreeMap<>();
        for (PlainEntry entry : entries) {
            byHash.put(rows.rowKey(entry.key()).hash(), entry);
        }
        OpenCache.User user = new Bystander();
        OpenCache cache = database.join(name, user);
        try {
            if (database.medium().isShared() && database.server() == null) {
                database.transactions()
                        .<Boolean>run(name, Durability.COMMITTED, session -> keep(session, cache, byHash.values()));
            } else {
                put(cache, byHash);
            }
        } finally {
            database.leave(cache, user);
        }
    }

    private void put(OpenCache cache, Map<Long, PlainEntry> byHash) {
        Lock[] held = cache.locks().holdAll(byHash.keySet(), hash -> "(one that is imported)");
        Lock putting = cache.occupancy().putting();
        putting.lock();
        try {
            // Older than what comes now, which it must not replace later.
            database.commit(cache, byHash.keySet(), false);
            byHash.values().forEach(entry -> cache.forget(rows.rowKey(entry.key())));
            change(cache, byHash);
            byHash.values().forEach(entry -> cache.occupancy().perhapsAdded(Rows.size(entry.key(), entry.value())));
        } finally {
            putting.unlock();
            KeyLocks.letGo(held);
        }
    }

    private void change(OpenCache cache, Map<Long, PlainEntry> byHash) {
        Server server = database.server();
        if (server == null) {
            database.change(session -> keep(session, cache, byHash.values()));
        } else {
            server.<Boolean>write(Durability.COMMITTED, session -> {
                session.hold(cache.range().number(), byHash.keySet());
                return keep(session, cache, byHash.values());
            });
        }
    }

    private boolean keep(Session session, OpenCache cache, Collection<PlainEntry> entries) {
        CacheRange range = cache.range();
        session.keep(entries.stream().map(entry -> row(range, entry)).toList());
        return true;
    }

    private EntryRow row(CacheRange range, PlainEntry plain) {
        RowKey key = rows.rowKey(plain.key());
        long expiresAt = Objects.requireNonNullElse(plain.expiresAt(), StoredEntry.ETERNAL);
        StoredEntry entry = new StoredEntry(plain.value().encoded(), plain.writtenAt(), expiresAt)
                .asRow(database.nextVersion(), Rows.size(plain.key(), plain.value()));
        return range.row(key, plain.value(), entry, plain.writtenAt());
    }

    /** Has the cache open, and nothing of it in memory. */
    private static final class Bystander implements OpenCache.User {
        @Override
        public void forget(RowKey key) {}

        @Override
        public void forgetAll() {}

        @Override
        public boolean wasRead(RowKey key) {
            return false;
        }

        @Override
        public boolean listensForExpiry() {
            return false;
        }

        @Override
        public Collection<RowKey> expire(Collection<RowKey> keys) {
            return keys;
        }

        @Override
        public boolean makeRoom(long bytes) {
            return false;
        }
    }
}
