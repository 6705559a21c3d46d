package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.store.Authority;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.HeldKeys;
import io.refrain.jcache.internal.store.StoreObserver;
import io.refrain.jcache.internal.store.database.row.Rows;
import io.refrain.jcache.internal.store.tiered.TieredStorage;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens stores in one database, which it shares with all others of this process that have it. Safe for use by several threads at once. */
public final class DatabaseStorage implements TieredStorage.Authorities {
    private final Database database;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DatabaseStorage(Database database) {
        this.database = database;
    }

    /**
     * Opens a database, or joins those who have.
     *
     * @param identity the same however the database is named
     * @param opener opens it when nobody has
     * @param held knows the locks of all caches
     */
    public static DatabaseStorage open(
            String identity, Supplier<Medium> opener, Settings settings, HeldKeys held, InstantSource clock) {
        return new DatabaseStorage(Database.open(identity, opener, settings, held, clock));
    }

    @Override
    public <K> Authority<K> open(
            String cache, Bounds bounds, Durability durability, Codecs codecs, StoreObserver<K> observer) {
        Rows<K> rows = new Rows<>(codecs);
        Server server = database.server();
        if (server != null) {
            return new ServerStore<>(cache, database, server, bounds, durability, rows, observer);
        }
        return database.medium().isShared()
                ? new SharedStore<>(cache, database, bounds, durability, rows, observer)
                : new DatabaseStore<>(cache, database, bounds, durability, rows, observer);
    }

    @Override
    public void destroy(String cache) {
        Authority<Object> store = open(
                cache,
                Bounds.ofEntries(1),
                Durability.COMMITTED,
                Codecs.of(DatabaseStorage.class.getClassLoader()),
                evicted -> {});
        try {
            store.clear();
            database.forget(cache);
        } finally {
            store.close();
        }
    }

    /** Whether other processes change it, too, so that no heap may be in front. */
    public boolean isShared() {
        return database.medium().isShared() && database.server() == null;
    }

    /** All that is in it, for what is not about one cache. */
    public Contents contents() {
        return new Contents(database);
    }

    /** The database itself, for what is not about one cache. */
    Database database() {
        return database;
    }

    /** Why the database is not what it was opened as, in the words of a message; null when all is well. */
    public @Nullable String trouble() {
        return database.trouble();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            database.close();
        }
    }
}
