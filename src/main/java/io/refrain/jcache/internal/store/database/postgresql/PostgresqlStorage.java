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
import org.jspecify.annotations.Nullable;

/** Opens the storage in a PostgreSQL database. Immutable. */
public final class PostgresqlStorage implements PostgresqlSource {

    /** For the {@link java.util.ServiceLoader}. */
    public PostgresqlStorage() {}

    @Override
    public DatabaseStorage open(
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
        SessionFactory made = SessionFactories.make(PostgresqlDialect.class);
        try {
            return PostgresqlServer.open(address, settings, held.longestWait(), made, true);
        } catch (RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }
}
