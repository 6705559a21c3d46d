package io.refrain.jcache.internal.store.database.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.RefrainCacheManager;
import io.refrain.jcache.RefrainCachingProvider;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer.Shutdown;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of caches in a PostgreSQL server that goes, comes back, stands still, is full, or is for reading only: what cannot be done fails soon, and everything heals by itself. */
@NeedsPostgres
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FailingServerTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration HEALED = Duration.ofSeconds(30);

    private final RefrainCachingProvider provider = new RefrainCachingProvider();
    private final List<PostgresServer> servers = new ArrayList<>();

    @AfterEach
    void close() {
        provider.close();
        servers.forEach(PostgresServer::close);
    }

    private PostgresServer server(String... settings) {
        List<String> all = new ArrayList<>(List.of("fsync=off"));
        all.addAll(List.of(settings));
        PostgresServer server = PostgresServer.with(all.toArray(String[]::new));
        servers.add(server);
        return server;
    }

    private RefrainCacheManager manager(PostgresServer of, String uri, String... settings) {
        Properties properties = new Properties();
        properties.setProperty("refrain.postgresql.user", of.user());
        properties.setProperty("refrain.postgresql.password", of.password());
        properties.setProperty("refrain.postgresql.retry-interval", "50ms");
        properties.setProperty("refrain.postgresql.connect-timeout", "1s");
        properties.setProperty("refrain.postgresql.statement-timeout", "500ms");
        for (int i = 0; i < settings.length; i += 2) {
            properties.setProperty("refrain." + settings[i], settings[i + 1]);
        }
        return (RefrainCacheManager) provider.getCacheManager(URI.create(uri), null, properties);
    }

    private static Cache<String, String> cache(RefrainCacheManager manager) {
        return manager.createCache(
                "c", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
    }

    private static void failsSoon(Callable<?> action) {
        long start = System.nanoTime();
        assertThrows(CacheException.class, action::call);
        assertTrue(System.nanoTime() - start < SOON.toNanos(), "It took too long to fail");
    }

    /** Tries again until it works, which it must before long. */
    private static <T> T heals(Callable<T> action) throws Exception {
        long end = System.nanoTime() + HEALED.toNanos();
        while (true) {
            try {
                return action.call();
            } catch (CacheException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
    }

    private static boolean put(Cache<String, String> cache, String key, String value) {
        cache.put(key, value);
        return true;
    }

    @Test
    void createCache_whileTheServerIsDown_worksAsSoonAsItIsThere() throws Exception {
        PostgresServer server = server();
        server.stop(Shutdown.FAST);
        RefrainCacheManager manager = manager(server, server.uri());
        Cache<String, String> cache = cache(manager);
        failsSoon(() -> cache.get("k"));
        failsSoon(() -> put(cache, "k", "v"));
        assertTrue(
                String.valueOf(manager.trouble()).contains("cannot be used at the moment"),
                () -> String.valueOf(manager.trouble()));

        server.start();
        heals(() -> put(cache, "k", "v"));
        assertEquals("v", cache.get("k"));
        assertNull(manager.trouble());
    }

    @Test
    void get_whileTheServerIsDown_isAnsweredByTheHeapForAsLongAsItMayBeBehind() throws Exception {
        PostgresServer server = server();
        Cache<String, String> patient =
                cache(manager(server, server.uri() + "?currentSchema=a", "postgresql.staleness", "1h"));
        Cache<String, String> strict =
                cache(manager(server, server.uri() + "?currentSchema=b", "postgresql.staleness", "100ms"));
        patient.put("k", "v");
        strict.put("k", "v");
        server.stop(Shutdown.IMMEDIATE);
        assertEquals("v", patient.get("k"));
        long end = System.nanoTime() + HEALED.toNanos();
        boolean failed = false;
        while (!failed && System.nanoTime() < end) {
            try {
                assertEquals("v", strict.get("k"));
            } catch (CacheException e) {
                failed = true;
            }
        }
        assertTrue(failed, "An entry that nobody vouches for was served");
        failsSoon(() -> put(patient, "k", "other"));

        server.start();
        assertEquals("v", heals(() -> strict.get("k")));
        assertEquals("v", heals(() -> patient.get("k")));
    }

    @Test
    void get_afterALostConnection_neverGivesWhatWasReplacedMeanwhile() throws Exception {
        PostgresServer server = server();
        Cache<String, String> cache = cache(manager(server, server.uri(), "postgresql.staleness", "1h"));
        cache.put("k", "old");
        assertEquals("old", cache.get("k"));
        server.stop(Shutdown.FAST);
        failsSoon(() -> put(cache, "other", "v"));
        server.start();
        try (RefrainCachingProvider elsewhere = new RefrainCachingProvider()) {
            Properties properties = new Properties();
            properties.setProperty("refrain.postgresql.user", server.user());
            properties.setProperty("refrain.postgresql.password", server.password());
            // Another database of this process, though the same on the server.
            String spelt = server.uri().replace("127.0.0.1", "localhost");
            Cache<String, String> theirs =
                    cache((RefrainCacheManager) elsewhere.getCacheManager(URI.create(spelt), null, properties));
            theirs.put("k", "new");
        }
        long end = System.nanoTime() + HEALED.toNanos();
        while (!"new".equals(heals(() -> cache.get("k")))) {
            assertTrue(System.nanoTime() < end, "What was replaced while the connection was lost is still served");
            Thread.sleep(20);
        }
    }

    @Test
    void verbs_whileTheServerStandsStill_failInTimeAndThenAtOnce() throws Exception {
        PostgresServer server = server();
        Cache<String, String> cache = cache(
                manager(server, server.uri(), "caches.\"*\".heap-entries", "0", "postgresql.retry-interval", "1m"));
        cache.put("k", "v");
        server.pause();
        failsSoon(() -> cache.get("k"));
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThrows(CacheException.class, () -> cache.get("k"));
        }
        assertTrue(System.nanoTime() - start < SOON.toNanos(), "Each waited for what does not answer");
        server.resume();
    }

    @Test
    void verbs_afterTheServerStoodStill_work() throws Exception {
        PostgresServer server = server();
        Cache<String, String> cache = cache(manager(server, server.uri(), "caches.\"*\".heap-entries", "0"));
        cache.put("k", "v");
        server.pause();
        failsSoon(() -> cache.get("k"));
        server.resume();
        assertEquals("v", heals(() -> cache.get("k")));
        heals(() -> put(cache, "k", "w"));
        assertEquals("w", cache.get("k"));
    }

    @Test
    void verbs_afterAllConnectionsWereCut_work() throws Exception {
        PostgresServer server = server();
        try (PostgresDatabase database = server.createDatabase()) {
            Cache<String, String> cache = cache(manager(server, database.uri()));
            cache.put("k", "v");
            database.cutConnections();
            heals(() -> put(cache, "k", "w"));
            assertEquals("w", heals(() -> cache.get("k")));
            provider.close();
        }
    }

    @Test
    void put_onAServerForReadingOnly_failsAndReadsGoOnUntilItIsThePrimary() throws Exception {
        PostgresServer primary = server();
        Cache<String, String> there = cache(manager(primary, primary.uri()));
        there.put("k", "v");
        PostgresServer standby = primary.standby("fsync=off");
        servers.add(0, standby);
        there.put("k", "w");
        Cache<String, String> cache = cache(manager(primary, standby.uri()));
        long end = System.nanoTime() + HEALED.toNanos();
        while (!"w".equals(heals(() -> cache.get("k"))) && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        assertEquals("w", cache.get("k"));
        CacheException refusal = assertThrows(CacheException.class, () -> cache.put("k", "x"));
        assertTrue(refusal.toString().contains("targetServerType=primary"), refusal::toString);

        primary.stop(Shutdown.FAST);
        standby.promote();
        heals(() -> put(cache, "k", "x"));
        assertEquals("x", cache.get("k"));
    }

    @Test
    void verbs_afterTheOtherHostBecameThePrimary_goOnThere() throws Exception {
        PostgresServer primary = server();
        PostgresServer standby = primary.standby("fsync=off");
        servers.add(0, standby);
        String both = primary.uri().replace(":" + primary.port(), ":" + primary.port() + ",127.0.0.1:" + standby.port())
                + "?targetServerType=primary";
        Cache<String, String> cache = cache(manager(primary, both));
        cache.put("k", "v");
        primary.stop(Shutdown.FAST);
        standby.promote();
        heals(() -> put(cache, "k", "w"));
        assertEquals("w", heals(() -> cache.get("k")));
    }

    @Test
    void put_withoutAConnectionLeftOnTheServer_failsSoonAndWorksLater() throws Exception {
        PostgresServer server = server("max_connections=10");
        List<Connection> others = new ArrayList<>();
        try {
            try {
                while (others.size() < 50) {
                    others.add(server.connect());
                }
            } catch (SQLException e) {
                // All are taken now.
            }
            Cache<String, String> cache = cache(manager(server, server.uri()));
            failsSoon(() -> put(cache, "k", "v"));
            for (Connection other : others) {
                other.close();
            }
            heals(() -> put(cache, "k", "v"));
            assertEquals("v", heals(() -> cache.get("k")));
        } finally {
            for (Connection other : others) {
                other.close();
            }
        }
    }

    @Test
    void put_onAFullDisk_failsAndReadsGoOnUntilThereIsRoom() throws Exception {
        PostgresServer server = PostgresServer.withSmallDisk(96, "fsync=off", "wal_level=minimal", "max_wal_senders=0");
        servers.add(server);
        Cache<String, String> cache = cache(manager(server, server.uri(), "caches.\"*\".heap-entries", "0"));
        cache.put("k", "v");
        server.fillDisk();
        String large = "x".repeat(1 << 20);
        boolean failed = false;
        for (int i = 0; i < 50 && !failed; i++) {
            try {
                cache.put("large" + i, large + i);
            } catch (CacheException e) {
                failed = true;
            }
        }
        assertTrue(failed, "A full disk took everything");
        server.freeDisk();
        assertEquals("v", heals(() -> cache.get("k")));
        heals(() -> put(cache, "k", "w"));
        assertEquals("w", heals(() -> cache.get("k")));
    }

    @Test
    void createCache_withAWrongPassword_isRefusedWithWhatToCheck() {
        PostgresServer server = server();
        RefrainCacheManager manager = manager(server, server.uri(), "postgresql.password", "not the password");
        CacheException refusal = assertThrows(CacheException.class, () -> cache(manager));
        assertTrue(refusal.toString().contains("refrain.postgresql.password"), refusal::toString);
        assertTrue(!refusal.toString().contains("not the password"), refusal::toString);
    }
}
