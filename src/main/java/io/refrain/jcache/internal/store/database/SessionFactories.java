package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.database.row.SessionFactorySource;
import java.util.ServiceLoader;
import javax.cache.CacheException;
import org.hibernate.SessionFactory;
import org.hibernate.dialect.Dialect;

/** Makes session factories by the source that is there. Safe for use by several threads at once. */
public final class SessionFactories {
    private SessionFactories() {}

    /**
     * A new session factory for databases that speak a dialect, which the caller closes.
     *
     * @throws CacheException when there is no source
     */
    public static SessionFactory make(Class<? extends Dialect> dialect) {
        return Undisturbed.call(
                () -> ServiceLoader.load(SessionFactorySource.class, SessionFactorySource.class.getClassLoader())
                        .findFirst()
                        .orElseThrow(() -> new CacheException(
                                "Nobody makes a session factory here; give the cache manager one in its properties,"
                                        + " under the name " + SessionFactory.class.getName()))
                        .create(dialect));
    }
}
