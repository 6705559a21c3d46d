package io.refrain.jcache.bench;

import io.refrain.jcache.RefrainCachingProvider;
import io.refrain.jcache.config.RefrainConfiguration;
import io.refrain.jcache.internal.store.database.postgresql.PostgresDatabase;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer;
import java.net.URI;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheManager;

/** What keeps values in a PostgreSQL server on the disk of this machine, which commits as it does by default. */
public enum ServerSide {
    REFRAIN {
        @Override
        RowSubject open(PostgresDatabase database, int rows) {
            return filled(database, rows);
        }
    },
    /** Prepared statements of the driver, each one its own transaction; look-ups in the table of Refrain, puts in one of keys and values. */
    JDBC {
        @Override
        RowSubject open(PostgresDatabase database, int rows) {
            filled(database, rows).close();
            return new ServerJdbcSubject(database);
        }
    };

    abstract RowSubject open(PostgresDatabase database, int rows);

    /** Opens what has so many rows, in a server of its own. */
    RowSubject open(int rows) {
        PostgresServer server = PostgresServer.with();
        RowSubject subject = open(server.createDatabase(), rows);
        return new RowSubject() {
            @Override
            public String get(String key) {
                return subject.get(key);
            }

            @Override
            public void put(String key, String value) {
                subject.put(key, value);
            }

            @Override
            public void close() {
                subject.close();
                server.close();
            }
        };
    }

    private static RowSubject filled(PostgresDatabase database, int rows) {
        Properties properties = new Properties();
        properties.setProperty("refrain.postgresql.user", database.user());
        properties.setProperty("refrain.postgresql.password", database.password());
        CacheManager manager = new RefrainCachingProvider()
                .getCacheManager(URI.create(database.uri()), ServerSide.class.getClassLoader(), properties);
        Cache<String, String> cache = manager.createCache(
                "benchmark",
                new RefrainConfiguration<String, String>()
                        .setTypes(String.class, String.class)
                        .setMaxEntries(2_000_000)
                        .setHeapEntries(0));
        RowSubject subject = RowSubject.of(manager, cache);
        subject.fill(rows);
        return subject;
    }
}
