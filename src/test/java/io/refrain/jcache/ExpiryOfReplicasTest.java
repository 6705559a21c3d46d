package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.Cache;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What expires in a database that two managers sweep, each with a listener, while both are asked for it: one of them tells of it, once. */
@NeedsPostgres
class ExpiryOfReplicasTest extends FileCaches {
    private static final int ENTRIES = 150;
    private static final int ROUNDS = 2;

    private final FakePolicy policy = new FakePolicy();
    private final FakeListener<String, String> here = new FakeListener<>();
    private final FakeListener<String, String> there = new FakeListener<>();

    /** @param name tells it from others of this process, who would otherwise share what it has open */
    private Cache<String, String> replica(
            RefrainCachingProvider of, Medium medium, String name, FakeListener<String, String> listener) {
        Properties properties = medium.properties();
        properties.setProperty("refrain.postgresql.sweep-interval", "5ms");
        return of.getCacheManager(URI.create(medium.uri(directory) + name), null, properties)
                .createCache(
                        "c",
                        by(policy, strings())
                                .addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                                        () -> listener, null, true, true)));
    }

    private List<String> expired() {
        List<String> all = new ArrayList<>(here.heard);
        all.addAll(there.heard);
        all.removeIf(event -> !event.startsWith("EXPIRED"));
        return all;
    }

    private long rows(Medium medium) {
        try (Connection connection = medium.connect(directory);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from cache_entry")) {
            count.next();
            return count.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void readAll(Cache<String, String> cache, int round) {
        for (int i = 0; i < ENTRIES; i++) {
            cache.get(key(round, i));
        }
    }

    private static String key(int round, int number) {
        return "k" + round + "-" + number;
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "POSTGRESQL_TIERED"})
    void expired_sweptAndAskedForByTwoReplicas_isOneEventOfOneOfThem(Medium medium) throws Exception {
        expires(medium, replica(provider, medium, "", here), replica(another, medium, ",replica", there));
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "POSTGRESQL_TIERED"})
    void expired_sweptAndAskedForByTwoManagersOfAProcess_isOneEventOfOneOfThem(Medium medium) throws Exception {
        expires(medium, replica(provider, medium, "", here), replica(another, medium, "", there));
    }

    private void expires(Medium medium, Cache<String, String> one, Cache<String, String> other) throws Exception {
        policy.creation = FakePolicy.millis(100);
        for (int round = 0; round < ROUNDS; round++) {
            int now = round;
            for (int i = 0; i < ENTRIES; i++) {
                (i % 2 == 0 ? one : other).put(key(round, i), "v");
            }
            readAll(one, round);
            readAll(other, round);
            here.heard.clear();
            there.heard.clear();
            clock.advance(100);
            Race.of(2, thread -> readAll(thread == 0 ? one : other, now));
            await("all rows gone", () -> rows(medium) == 0);
            await("all events", () -> expired().size() >= ENTRIES);
            assertEquals(ENTRIES, new HashSet<>(expired()).size());
            assertEquals(ENTRIES, expired().size(), "How many events");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "POSTGRESQL_TIERED"})
    void expired_whenTheSweepingReplicaGoesMeanwhile_isToldOfAtMostOnceAndSweptByTheOther(Medium medium)
            throws Exception {
        policy.creation = FakePolicy.millis(100);
        Cache<String, String> one = replica(provider, medium, "", here);
        for (int i = 0; i < ENTRIES; i++) {
            one.put(key(0, i), "v");
        }
        AtomicBoolean begun = new AtomicBoolean();
        here.then = event -> begun.set(true);
        Cache<String, String> other = replica(another, medium, ",replica", there);
        readAll(other, 0);
        begun.set(false);
        clock.advance(100);
        await("the first to be swept", begun::get);

        provider.close();

        await("all rows gone", () -> rows(medium) == 0);
        assertEquals(expired().size(), new HashSet<>(expired()).size());
        assertTrue(there.heard.stream().anyMatch(event -> event.startsWith("EXPIRED")) || here.heard.size() >= ENTRIES);
    }
}
