package io.refrain.jcache.store.sql;

import io.refrain.jcache.codec.Codecs;
import io.refrain.jcache.store.Bounds;
import io.refrain.jcache.store.Durability;
import io.refrain.jcache.store.Storage;
import io.refrain.jcache.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ServiceLoader;
import java.util.function.LongConsumer;
import javax.cache.CacheException;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/** Opens stores in one SQLite file. Safe for use by several threads at once. */
public final class SqlStorage implements Storage {
    private final SqliteFile file;
    private final InstantSource clock;

    private SqlStorage(SqliteFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Opens a file, or creates it.
     *
     * @param sessions a {@link SessionFactory} that knows {@link EntryRow}, which stays the caller's; null to make one
     * @param options how it is used
     * @throws CacheException when it cannot be opened, saying why and what to do
     */
    public static SqlStorage open(Path path, @Nullable Object sessions, SqliteOptions options, InstantSource clock) {
        if (sessions instanceof SessionFactory given) {
            return new SqlStorage(new SqliteFile(path, given, false, options, clock), clock);
        }
        SessionFactory made = ServiceLoader.load(SessionFactorySource.class, SqlStorage.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new CacheException(
                        "Nobody makes a session factory here; give the cache manager one in its properties,"
                                + " under the name " + SessionFactory.class.getName()))
                .create();
        try {
            return new SqlStorage(new SqliteFile(path, made, true, options, clock), clock);
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    @Override
    public <K> Store<K> open(
            String cache, Bounds bounds, Durability durability, Codecs codecs, LongConsumer evictions) {
        return new SqlStore<>(cache, file, bounds, durability, codecs, evictions, clock);
    }

    @Override
    public void destroy(String cache) {
        Runnable ignored = () -> {};
        OpenCache open = OpenCache.open(file, cache, ignored);
        try {
            open.unwritten().clear();
            new Housekeeping(cache, Bounds.ofEntries(1), evicted -> {}, clock).clear(file.writer());
            open.changed(ignored);
        } finally {
            open.close(ignored);
        }
    }

    /**
     * Writes a copy of the file as it is at one moment, while it is in use.
     *
     * @throws CacheException when the target exists or cannot be written
     */
    public void backUp(Path target) {
        new Transfer(file).backUp(target);
    }

    /**
     * Writes all entries of all caches as JSON Lines; gives how many.
     *
     * @throws CacheException when the target exists or cannot be written
     */
    public long exportTo(Path target) {
        return new Transfer(file).export(target);
    }

    /**
     * Reads what {@link #exportTo} wrote, over entries of the same caches and keys; gives how many. No store may be open.
     *
     * @throws CacheException when a line cannot be read, saying which; those before it are in the file
     */
    public long importFrom(Path source) {
        return new Transfer(file).importFrom(source);
    }

    @Override
    public void close() {
        file.close();
    }
}
