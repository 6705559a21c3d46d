package io.refrain.jcache.internal.store.database.postgresql;

import java.util.List;
import javax.cache.CacheException;

/** Says whether what speaks to PostgreSQL is there, which is optional. It reaches nothing of it, so that it works without. Immutable. */
public final class PostgresqlDriver {
    private static final List<String> NEEDED = List.of("org.postgresql.Driver", "io.agroal.api.AgroalDataSource");

    private PostgresqlDriver() {}

    /** @throws CacheException when it is not, with what to add */
    public static void requireThere() {
        for (String each : NEEDED) {
            try {
                Class.forName(each, false, PostgresqlDriver.class.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                throw new CacheException(
                        "A cache in PostgreSQL needs its driver and a pool, and there is no " + each
                                + ": add org.postgresql:postgresql and io.agroal:agroal-pool",
                        e);
            }
        }
    }
}
