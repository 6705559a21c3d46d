package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A persistent cache whose file is full, locked by somebody else, or can only be read: reads go on, writes fail at once, and all is well when that is over. */
class FailingFileTest {
    private static final int BUSY_TIMEOUT_MILLIS = 300;

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();
    private final RefrainCachingProvider provider = new RefrainCachingProvider(clock);
    private final FakeListener<String, String> listener = new FakeListener<>();
    private final FakeWriter<String, String> writer = new FakeWriter<>();
    private final FakeLoader<String, String> loader = new FakeLoader<>();

    @AfterEach
    void close() {
        provider.close();
    }

    private Path file() {
        return directory.resolve("cache.db");
    }

    private CacheManager manager(Medium medium, String maxFileSize) {
        Properties properties = medium.properties();
        properties.setProperty("refrain.sqlite.busy-timeout", BUSY_TIMEOUT_MILLIS + "ms");
        properties.setProperty("refrain.sqlite.max-file-size", maxFileSize);
        return provider.getCacheManager(medium.uri(directory), null, properties);
    }

    private Cache<String, String> cache(Medium medium, String maxFileSize) {
        return manager(medium, maxFileSize).createCache("c", strings());
    }

    private MutableConfiguration<String, String> strings() {
        return new MutableConfiguration<String, String>()
                .setTypes(String.class, String.class)
                .setStatisticsEnabled(true)
                .addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                        new FactoryBuilder.SingletonFactory<>(listener), null, true, true));
    }

    /** Somebody else who writes, until it is closed. */
    private Connection lock() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        try (Statement statement = connection.createStatement()) {
            statement.execute("begin immediate");
        }
        return connection;
    }

    private long failedWrites() {
        return statistic("CacheFailedWrites");
    }

    private long statistic(String name) {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName bean = server.queryNames(new ObjectName("javax.cache:type=CacheStatistics,*"), null).stream()
                    .filter(each ->
                            each.toString().contains(directory.getFileName().toString()))
                    .findFirst()
                    .orElseThrow();
            return (Long) server.getAttribute(bean, name);
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "TIERED"})
    void put_beyondMaxFileSize_evictsOthers(Medium medium) throws IOException {
        Cache<String, String> cache = cache(medium, "400K");
        String value = "v".repeat(2_000);
        for (int i = 0; i < 1_000; i++) {
            cache.put("k" + i, value + i);
        }
        assertEquals(value + 999, cache.get("k999"));
        assertEquals(0, failedWrites());
        assertTrue(Files.size(file()) <= 400 * 1_024, "has " + Files.size(file()));
        assertTrue(statistic("CacheEvictions") > 500);
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "TIERED"})
    void put_ofMoreThanTheFileHasRoomFor_failsIsCountedAndTakesNoOtherWithIt(Medium medium) {
        Cache<String, String> cache = cache(medium, "400K");
        for (int i = 0; i < 50; i++) {
            cache.put("k" + i, "v" + i);
        }
        listener.heard.clear();

        CacheException failure = assertThrows(CacheException.class, () -> cache.put("k1", "v".repeat(500_000)));

        assertTrue(failure.toString().contains("refrain.sqlite.max-file-size"), failure::toString);
        assertEquals(1, failedWrites());
        assertNull(cache.get("k1"));
        assertEquals("v2", cache.get("k2"));
        assertEquals(List.of(), listener.heard);
        cache.put("k1", "v");
        assertEquals("v", cache.get("k1"));
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "TIERED"})
    void put_whileAnotherHasTheFile_failsAtOnceAfterTheFirstAndWorksWhenThatIsOver(Medium medium) throws SQLException {
        Cache<String, String> cache = cache(medium, "1G");
        cache.putAll(Map.of("k", "v", "replaced", "old", "removed", "old"));
        listener.heard.clear();
        try (Connection lock = lock()) {
            assertNotNull(lock);
            assertThrows(CacheException.class, () -> cache.put("replaced", "new"));
            long start = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                String key = "new" + i;
                assertThrows(CacheException.class, () -> cache.put(key, "v"));
            }
            assertThrows(CacheException.class, () -> cache.remove("removed"));
            assertThrows(CacheException.class, () -> cache.putAll(Map.of("a", "v", "b", "v")));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(millis < 10 * BUSY_TIMEOUT_MILLIS, "took " + millis);
            assertEquals(24, failedWrites());

            assertEquals("v", cache.get("k"));
            assertNull(cache.get("replaced"), "what it should no longer give");
            assertNull(cache.get("removed"));
            assertNull(cache.get("new0"));
        }
        assertEquals(List.of(), listener.heard);

        cache.put("replaced", "newer");
        assertEquals("newer", cache.get("replaced"));
        assertEquals(List.of("CREATED replaced: null -> newer"), listener.heard);
        provider.close();
        try (RefrainCachingProvider again = new RefrainCachingProvider(clock)) {
            Cache<String, String> reopened = again.getCacheManager(medium.uri(directory), null, medium.properties())
                    .createCache("c", new MutableConfiguration<>());
            assertEquals("newer", reopened.get("replaced"));
            assertFalse(reopened.containsKey("removed"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "TIERED"})
    void get_whileAnotherHasTheFile_neverFails(Medium medium) throws SQLException {
        loader.source.put("loaded", "from the source");
        loader.source.put("loaded too", "from the source");
        Cache<String, String> cache = manager(medium, "1G")
                .createCache(
                        "c",
                        strings()
                                .setReadThrough(true)
                                .setCacheLoaderFactory(new FactoryBuilder.SingletonFactory<>(loader))
                                .setExpiryPolicyFactory(this::aMinute));
        cache.put("expired", "v");
        clock.advance(TimeUnit.MINUTES.toMillis(1));
        cache.put("k", "v");
        try (Connection lock = lock()) {
            assertNotNull(lock);
            assertNull(cache.get("expired"));
            assertEquals("from the source", cache.get("loaded"));
            assertEquals(
                    Map.of("k", "v", "loaded too", "from the source"), cache.getAll(Set.of("k", "loaded too", "none")));
            cache.iterator().forEachRemaining(entry -> assertEquals("k", entry.getKey()));
        }
        assertEquals("from the source", cache.get("loaded"));
    }

    private ExpiryPolicy aMinute() {
        return new CreatedExpiryPolicy(new javax.cache.expiry.Duration(TimeUnit.MINUTES, 1));
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "TIERED"})
    void put_throughAWriterWhileAnotherHasTheFile_leavesNothingOlderThanWhatWasWritten(Medium medium)
            throws SQLException {
        Cache<String, String> cache = manager(medium, "1G")
                .createCache(
                        "c",
                        strings()
                                .setWriteThrough(true)
                                .setCacheWriterFactory(new FactoryBuilder.SingletonFactory<>(writer)));
        cache.put("k", "old");
        listener.heard.clear();
        try (Connection lock = lock()) {
            assertNotNull(lock);
            assertThrows(CacheException.class, () -> cache.put("k", "new"));
            assertEquals("new", writer.target.get("k"));
            assertNull(cache.get("k"));
            assertEquals(List.of(), listener.heard);
        }
        cache.put("k", "newer");
        assertEquals("newer", cache.get("k"));
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "TIERED"})
    void get_ofAFileThatCanOnlyBeRead_goesOnAndPutSaysSo(Medium medium) throws IOException {
        cache(medium, "1G").put("k", "v");
        provider.close();
        // Nothing can be written beside the file, whoever tries.
        Files.delete(directory.resolve("cache.db-owner"));
        Files.createDirectory(directory.resolve("cache.db-owner"));
        try (RefrainCachingProvider again = new RefrainCachingProvider(clock)) {
            Cache<String, String> cache = again.getCacheManager(medium.uri(directory), null, medium.properties())
                    .createCache("c", strings());
            assertEquals("v", cache.get("k"));
            CacheException failure = assertThrows(CacheException.class, () -> cache.put("k", "new"));
            assertTrue(failure.toString().contains("reading only"), failure::toString);
            assertEquals(1, failedWrites());
        }
    }
}
