package io.refrain.jcache.internal.store.database.row;

import org.hibernate.SessionFactory;
import org.hibernate.dialect.Dialect;

/**
 * Makes a session factory that knows the entities of this package, for where nobody hands one in. Found by {@link java.util.ServiceLoader}, so that a native
 * image, which cannot contain the making of one, need not reach it.
 */
public interface SessionFactorySource {

    /** A new session factory for databases that speak a dialect, which the caller closes. */
    SessionFactory create(Class<? extends Dialect> dialect);
}
