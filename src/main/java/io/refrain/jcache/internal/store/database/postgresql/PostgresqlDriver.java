package io.refrain.jcache.internal.store.database.postgresql;

import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import javax.cache.CacheException;

/** Says whether what speaks to PostgreSQL is there, which is optional. It reaches nothing of it, so that it works without. Immutable. */
public final class PostgresqlDriver {
    private static final List<String> NEEDED = List.of("org.postgresql.Driver", "io.agroal.pool.DataSource");

    private PostgresqlDriver() {}

    /** The names of the classes by which it is known to be there. */
    public static List<String> needed() {
        return NEEDED;
    }

    /**
     * What opens storages by it.
     *
     * @throws CacheException when it is not there, with what to add
     */
    public static PostgresqlSource source() {
        ClassLoader loader = PostgresqlDriver.class.getClassLoader();
        requireThere(name -> has(name, loader));
        return ServiceLoader.load(PostgresqlSource.class, loader)
                .findFirst()
                .orElseThrow(() ->
                        new CacheException("Nobody opens caches in PostgreSQL here: the library's META-INF/services/"
                                + PostgresqlSource.class.getName()
                                + " is missing; whatever packs the application has to keep it"));
    }

    static void requireThere(Predicate<String> there) {
        for (String each : NEEDED) {
            if (!there.test(each)) {
                throw new CacheException("A cache in PostgreSQL needs its driver and a pool, and there is no " + each
                        + ": add org.postgresql:postgresql and io.agroal:agroal-pool");
            }
        }
    }

    private static boolean has(String name, ClassLoader loader) {
        try {
            Class.forName(name, false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
