package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.config.SqliteSettings;
import io.refrain.jcache.internal.store.HeldKeys;
import io.refrain.jcache.internal.store.database.DatabaseStorage;
import io.refrain.jcache.internal.store.database.Medium;
import io.refrain.jcache.internal.store.database.SessionFactories;
import io.refrain.jcache.internal.store.database.Settings;
import java.nio.file.Path;
import java.time.InstantSource;
import javax.cache.CacheException;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/** Opens the storage in a SQLite file. */
public final class SqliteStorage {
    private SqliteStorage() {}

    /**
     * Opens a file, or joins those of this process who have.
     *
     * @param sessions a {@link SessionFactory} that knows the rows, which stays the caller's; anything else to make one
     * @param settings those of the first who opens it count
     * @param held knows the locks of all caches
     * @throws CacheException when it cannot be opened, saying why and what to do
     */
    public static DatabaseStorage open(
            Path file, @Nullable Object sessions, SqliteSettings settings, HeldKeys held, InstantSource clock) {
        return DatabaseStorage.open(
                "sqlite:" + SqliteMedium.realPath(file),
                () -> open(file, sessions, settings, clock),
                new Settings(
                        settings.batchWindow(),
                        settings.batchEntries(),
                        settings.batchBytes(),
                        settings.sweepInterval(),
                        settings.watchInterval()),
                held,
                clock);
    }

    private static Medium open(Path file, @Nullable Object sessions, SqliteSettings settings, InstantSource clock) {
        if (sessions instanceof SessionFactory given) {
            return SqliteMedium.open(file, settings, given, false, clock);
        }
        SessionFactory made = SessionFactories.make(SqliteDialect.class);
        try {
            return SqliteMedium.open(file, settings, made, true, clock);
        } catch (RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }
}
