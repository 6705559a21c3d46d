package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Date;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** That what was put is what is read, whatever the clock, the file and the caller do. */
class KeptEntriesTest extends FileCaches {
    private static final int ROUNDS = 1_000;

    /** The value is written again in the millisecond of an access that let the one before expire. */
    @ParameterizedTest
    @CsvSource({
        "TIERED, 10000",
        "TIERED, 10",
        "TIERED, 0",
        "POSTGRESQL_TIERED, 10000",
        "POSTGRESQL_TIERED, 10",
        "POSTGRESQL, 0"
    })
    void putGetPut_underAnAccessExpiryOfZero_isNeverLost(Medium medium, String heapEntries) {
        FakePolicy policy = new FakePolicy();
        policy.update = () -> javax.cache.expiry.Duration.ETERNAL;
        policy.access = FakePolicy.zero();
        Cache<String, String> cache =
                create(provider, medium, by(policy, strings()), "caches.\"*\".heap-entries", heapEntries);
        for (int i = 0; i < ROUNDS; i++) {
            String key = "k" + i;
            cache.put(key, "old");
            assertEquals("old", cache.get(key));
            cache.put(key, "new");
        }
        int there = 0;
        for (int i = 0; i < ROUNDS; i++) {
            if (cache.containsKey("k" + i)) {
                there++;
            }
        }
        assertEquals(ROUNDS, there);
        provider.close();
        try (RefrainCachingProvider later = new RefrainCachingProvider(clock)) {
            Cache<String, String> again = create(later, medium, strings());
            for (int i = 0; i < ROUNDS; i++) {
                assertEquals("new", again.get("k" + i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "TIERED"})
    void put_thatFailedBeforeTheClockWentBack_doesNotLetTheOldValueReturn(Medium medium) throws Exception {
        Cache<String, String> cache = create(provider, medium, strings(), "sqlite.busy-timeout", "1ms");
        cache.put("k", "old");
        clock.advance(1_000);
        try (Connection lock = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = lock.createStatement()) {
            statement.execute("begin immediate");
            assertThrows(CacheException.class, () -> cache.put("k", "new"));
            clock.advance(-5_000);
            assertNull(cache.get("k"));
            statement.execute("rollback");
        }
        assertNull(cache.get("k"));
        provider.close();
        try (RefrainCachingProvider later = new RefrainCachingProvider(clock)) {
            Cache<String, String> again = create(later, medium, strings());
            assertNull(again.get("k"));
            again.put("k", "newest");
            assertEquals("newest", again.get("k"));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAP")
    void key_changedByTheCallerAfterAGet_doesNotMoveTheEntry(Medium medium) {
        MutableConfiguration<Date, String> dates =
                new MutableConfiguration<Date, String>().setTypes(Date.class, String.class);
        Cache<Date, String> cache = create(provider, medium, dates);
        for (int i = 0; i < 100; i++) {
            cache.put(new Date(i), "v" + i);
        }
        provider.close();
        try (RefrainCachingProvider later = new RefrainCachingProvider(clock)) {
            Cache<Date, String> again = create(later, medium, dates);
            for (int i = 0; i < 100; i++) {
                Date key = new Date(i);
                assertEquals("v" + i, again.get(key));
                key.setTime(1_000 + i);
                assertNull(again.get(key), "the promoted entry moved");
                assertEquals("v" + i, again.get(new Date(i)));
            }
            again.removeAll();
            assertTrue(!again.iterator().hasNext());
            assertNull(again.get(new Date(1)));
        }
    }
}
