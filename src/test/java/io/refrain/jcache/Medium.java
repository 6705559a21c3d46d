package io.refrain.jcache;

import io.refrain.jcache.internal.store.database.row.StandaloneSessionFactory;
import io.refrain.jcache.internal.store.database.sqlite.SqliteDialect;
import java.net.URI;
import java.nio.file.Path;
import java.util.Properties;

/** The stores that a contract of caches can run on. */
enum Medium {
    HEAP,
    SQLITE,
    TIERED;

    boolean isPersistent() {
        return this != HEAP;
    }

    /** The URI of a manager whose file, if it has one, is in that directory. */
    URI uri(Path directory) {
        return isPersistent()
                ? URI.create("refrain:sqlite:"
                        + directory.resolve("cache.db").toUri().getRawPath())
                : URI.create("refrain:heap");
    }

    Properties properties() {
        Properties properties = new Properties();
        if (this == SQLITE) {
            properties.setProperty("refrain.caches.\"*\".heap-entries", "0");
        }
        if (isPersistent()) {
            // The clock is the test's, so what has expired is found by the verbs alone.
            properties.setProperty("refrain.sqlite.sweep-interval", "1h");
            properties.put(RefrainCacheManager.SESSION_FACTORY, Sessions.SHARED);
            properties.setProperty("refrain.serialization.allow", "io.refrain.jcache.StoreByValueContract$Parcel");
        }
        return properties;
    }

    /** One session factory for all tests, since it takes its time to make. */
    private static final class Sessions {
        static final Object SHARED = new StandaloneSessionFactory().create(SqliteDialect.class);
    }
}
