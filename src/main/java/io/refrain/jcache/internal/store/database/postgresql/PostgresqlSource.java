package io.refrain.jcache.internal.store.database.postgresql;

import io.refrain.jcache.internal.config.PostgresqlSettings;
import io.refrain.jcache.internal.config.ServerAddress;
import io.refrain.jcache.internal.store.HeldKeys;
import io.refrain.jcache.internal.store.database.DatabaseStorage;
import java.time.InstantSource;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens the storage in a PostgreSQL database. Found by {@link java.util.ServiceLoader}, so that a native image of an application without the driver, which could not be built with anything that
 * names it, need not reach it.
 */
public interface PostgresqlSource {

    /**
     * Opens a database, or joins those of this process who have.
     *
     * @param sessions a {@link SessionFactory} that knows the rows, which stays the caller's; anything else to make one
     * @param settings those of the first who opens it count
     * @param held knows the locks of all caches
     * @throws javax.cache.CacheException when it cannot be used, saying why and what to do; one that is not there is waited for
     */
    DatabaseStorage open(
            ServerAddress address,
            @Nullable Object sessions,
            PostgresqlSettings settings,
            HeldKeys held,
            InstantSource clock);
}
