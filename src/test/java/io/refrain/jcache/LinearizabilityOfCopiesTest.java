package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertNotSame;

import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import io.refrain.jcache.internal.store.database.postgresql.PostgresDatabase;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;

/**
 * That a cache in PostgreSQL used by two managers in two class loaders, which have no static of the library in common, behaves as if they took turns (Lincheck). Apart from the others: Lincheck
 * changes classes that are loaded already, and cannot do that with those of a second class loader.
 */
@NeedsPostgres
class LinearizabilityOfCopiesTest {
    @Test
    void anyVerbsOfTwoManagersInTwoClassLoaders_areLinearizable() {
        LinearizabilityTest.check("two managers in two class loaders on PostgreSQL", OnTwoCopies.class, 10, 40);
        assertNotSame(Copies.ONE.getClass(), Copies.OTHER.getClass());
    }

    public static class OnTwoCopies extends LinearizabilityTest.Verbs {
        public OnTwoCopies() {
            super(Copies.ONE, Copies.OTHER);
        }
    }

    /** Opened when Lincheck has begun. */
    private static final class Copies {
        private static final PostgresDatabase DATABASE = PostgresServer.shared().createDatabase();
        private static final URI ADDRESS = URI.create(DATABASE.uri());
        private static final MutableConfiguration<String, Integer> NUMBERS =
                new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class);
        static final Cache<String, Integer> ONE = new RefrainCachingProvider()
                .getCacheManager(ADDRESS, null, properties())
                .createCache("c", NUMBERS);
        static final Cache<String, Integer> OTHER = other();

        private static Cache<String, Integer> other() {
            try {
                return new LibraryCopy().createCache(ADDRESS, properties(), "c", NUMBERS);
            } catch (IOException | ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }

        private static Properties properties() {
            Properties properties = new Properties();
            properties.setProperty("refrain.postgresql.user", DATABASE.user());
            properties.setProperty("refrain.postgresql.password", DATABASE.password());
            properties.setProperty("refrain.caches.\"*\".heap-entries", "0");
            return properties;
        }
    }
}
