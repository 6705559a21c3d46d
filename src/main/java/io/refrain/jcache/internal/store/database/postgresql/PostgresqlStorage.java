package io.refrain.jcache.internal.store.database.postgresql;

import io.refrain.jcache.internal.config.PostgresqlSettings;
import io.refrain.jcache.internal.config.ServerAddress;
import io.refrain.jcache.internal.store.HeldKeys;
import io.refrain.jcache.internal.store.database.DatabaseStorage;
import io.refrain.jcache.internal.store.database.Medium;
import io.refrain.jcache.internal.store.database.SessionFactories;
import io.refrain.jcache.internal.store.database.Settings;
import java.time.InstantSource;
import org.hibernate.SessionFactory;
import org.hibernate.dialect.PostgreSQLDialect;
import org.jspecify.annotations.Nullable;

/** Opens the storage in a PostgreSQL database. */
public final class PostgresqlStorage {
    private PostgresqlStorage() {}

    /**
     * Opens a database, or joins those of this process who have.
     *
     * @param sessions a {@link SessionFactory} that knows the rows, which stays the caller's; anything else to make one
     * @param settings those of the first who opens it count
     * @param held knows the locks of all caches
     * @throws javax.cache.CacheException when it cannot be used, saying why and what to do; one that is not there is waited for
     */
    public static DatabaseStorage open(
            ServerAddress address,
            @Nullable Object sessions,
            PostgresqlSettings settings,
            HeldKeys held,
            InstantSource clock) {
        return DatabaseStorage.open(
                "postgresql:" + address.identity(),
                () -> open(address, sessions, settings, held),
                new Settings(
                        settings.touchWindow(),
                        Settings.DEFAULTS.batchEntries(),
                        Settings.DEFAULTS.batchBytes(),
                        settings.sweepInterval(),
                        Settings.DEFAULTS.watchInterval()),
                held,
                clock);
    }

    private static Medium open(
            ServerAddress address, @Nullable Object sessions, PostgresqlSettings settings, HeldKeys held) {
        if (sessions instanceof SessionFactory given) {
            return PostgresqlServer.open(address, settings, held.longestWait(), given, false);
        }
        SessionFactory made = SessionFactories.make(PostgreSQLDialect.class);
        try {
            return PostgresqlServer.open(address, settings, held.longestWait(), made, true);
        } catch (RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }
}
