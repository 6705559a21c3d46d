package io.refrain.jcache.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.config.RefrainConfiguration;
import io.refrain.jcache.config.StorageType;
import io.refrain.jcache.internal.store.Bounds;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheSettingsTest {
    private final RefrainConfiguration<String, String> configuration = new RefrainConfiguration<>();

    private CacheSettings read(boolean file, Map<String, String> keys) {
        return CacheSettings.of(Settings.only(keys), "c", configuration, file);
    }

    private String refusal(boolean file, Map<String, String> keys) {
        return String.valueOf(
                assertThrows(CacheException.class, () -> read(file, keys)).getMessage());
    }

    private static String key(String name) {
        return "refrain.caches.\"c\"." + name;
    }

    @Test
    void ofOther_withKeys_isWhatItIsAskedToBeButForThem() {
        MutableConfiguration<String, String> asked = new MutableConfiguration<String, String>()
                .setTypes(String.class, String.class)
                .setStoreByValue(false)
                .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_DAY));
        MutableConfiguration<String, String> unchanged = CacheSettings.ofOther(Settings.only(Map.of()), "c", asked);
        assertEquals(asked, unchanged);
        MutableConfiguration<String, String> made = CacheSettings.ofOther(
                Settings.only(Map.of(
                        key("expire-after-access"),
                        "1h",
                        key("statistics"),
                        "true",
                        "refrain.caches.\"*\".management",
                        "true")),
                "c",
                asked);
        assertEquals(Duration.ONE_HOUR, made.getExpiryPolicyFactory().create().getExpiryForAccess());
        assertTrue(made.isStatisticsEnabled());
        assertTrue(made.isManagementEnabled());
        assertEquals(String.class, made.getKeyType());
        assertFalse(made.isStoreByValue());
    }

    @Test
    void of_nothing_isTheDefaults() {
        assertEquals(
                new CacheSettings(
                        StorageType.HEAP,
                        Bounds.ofEntries(10_000),
                        new Bounds(10_000, 64 << 20),
                        Durability.COMMITTED,
                        null),
                read(false, Map.of()));
        assertEquals(
                new CacheSettings(
                        StorageType.PERSISTENT,
                        new Bounds(1_000_000, 1 << 30),
                        new Bounds(10_000, 64 << 20),
                        Durability.COMMITTED,
                        null),
                read(true, Map.of()));
    }

    @Test
    void of_everyKey_isRead() {
        CacheSettings settings = read(
                true,
                Map.of(
                        key("storage"), "persistent",
                        key("max-entries"), "7",
                        key("max-bytes"), "3k",
                        key("heap-entries"), "5",
                        key("heap-bytes"), "2K",
                        key("durability"), "synced",
                        key("expire-after-write"), "1h",
                        key("statistics"), "true",
                        key("management"), "true"));

        assertEquals(StorageType.PERSISTENT, settings.storage());
        assertEquals(new Bounds(7, 3 * 1_024), settings.bounds());
        assertEquals(new Bounds(5, 2 * 1_024), settings.heap());
        assertEquals(Durability.SYNCED, settings.durability());
        ExpiryPolicy policy = assertInstanceOf(ModifiedExpiryPolicy.class, settings.expiryPolicy());
        assertEquals(new Duration(TimeUnit.HOURS, 1), policy.getExpiryForCreation());
        assertTrue(configuration.isStatisticsEnabled());
        assertTrue(configuration.isManagementEnabled());
    }

    @Test
    void of_expireAfterAccess_isMovedByAccess() {
        ExpiryPolicy policy = assertInstanceOf(
                TouchedExpiryPolicy.class,
                read(false, Map.of(key("expire-after-access"), "90")).expiryPolicy());
        assertEquals(new Duration(TimeUnit.SECONDS, 90), policy.getExpiryForAccess());
    }

    @Test
    void of_aKeyOfAllCaches_yieldsToTheCachesOwn() {
        String all = "refrain.caches.\"*\".max-entries";
        assertEquals(5, read(false, Map.of(all, "5")).bounds().maxEntries());
        assertEquals(
                6,
                read(false, Map.of(all, "5", key("max-entries"), "6")).bounds().maxEntries());
        assertEquals(
                5,
                read(false, Map.of(all, "5", key("max-entries"), " ")).bounds().maxEntries());
    }

    @Test
    void of_aHeapAboveTheCachesOwnBounds_isCutToThem() {
        Map<String, String> keys = Map.of(
                key("heap-entries"),
                "5000",
                key("heap-bytes"),
                "1G",
                key("max-entries"),
                "10",
                key("max-bytes"),
                "1000");
        assertEquals(new Bounds(10, 1_000), read(true, keys).heap());
    }

    @Test
    void of_noHeapEntries_isNoHeap() {
        assertNull(read(true, Map.of(key("heap-entries"), "0")).heap());
    }

    @Test
    void of_theConfigurationsHeapBytes_isRead() {
        configuration.setHeapBytes(7);
        assertEquals(new Bounds(10_000, 7), read(true, Map.of()).heap());
    }

    @Test
    void of_aConfiguration_yieldsToTheKeys() {
        configuration.setMaxEntries(3).setStorage(StorageType.HEAP);

        assertEquals(
                new CacheSettings(
                        StorageType.HEAP, Bounds.ofEntries(3), new Bounds(3, 64 << 20), Durability.COMMITTED, null),
                read(true, Map.of()));
        assertEquals(
                new CacheSettings(
                        StorageType.PERSISTENT,
                        new Bounds(5, 1 << 30),
                        new Bounds(5, 64 << 20),
                        Durability.COMMITTED,
                        null),
                read(true, Map.of(key("storage"), "Persistent", key("max-entries"), "5")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "storage | disk | must be heap or persistent",
                "max-entries | 0 | must be a whole number of at least 1",
                "max-entries | many | must be a whole number of at least 1",
                "max-entries | 1.5 | must be a whole number of at least 1",
                "max-entries | 99999999999999999999 | must be a whole number of at least 1",
                "max-bytes | 0 | must be a number of bytes of at least 1, such as 500000, 64K, 100M or 2G",
                "max-bytes | M | must be a number of bytes",
                "max-bytes | 1T | must be a number of bytes",
                "max-bytes | 9999999999G | must be a number of bytes",
                "durability | fsync | must be committed, synced or batched",
                "heap-entries | -1 | must be a whole number of at least 0",
                "heap-bytes | 0 | must be a number of bytes of at least 1",
                "expire-after-write | soon | must be a duration from 1ms to 36500d, such as 500ms, 90s, 30m, 7d or PT1H",
                "expire-after-write | 0s | must be a duration",
                "expire-after-write | PT-1S | must be a duration",
                "expire-after-write | PT0.0001S | must be a duration",
                "expire-after-write | 36501d | must be a duration",
                "expire-after-write | 99999999999999999999 | must be a duration",
                "expire-after-write | 9223372036854775807 | must be a duration",
                "expire-after-access | 1 week | must be a duration",
                "expire-after-access | ${UNSET} | must be a duration",
                "statistics | on | must be true or false",
                "management | 1 | must be true or false",
            })
    void of_aBadValue_saysTheKeyTheValueAndWhatIsAllowed(String name, String value, String allowed) {
        String message = refusal(true, Map.of(key(name), value));

        assertTrue(message.contains("The cache 'c' cannot be created as configured: "), message);
        assertTrue(message.contains(key(name) + "=" + value + " " + allowed), message);
    }

    @Test
    void of_whatExcludesEachOther_isRefused() {
        String both = refusal(false, Map.of(key("expire-after-write"), "1s", key("expire-after-access"), "1s"));
        assertTrue(both.contains("exclude each other"), both);
        String noFile = refusal(false, Map.of(key("storage"), "persistent"));
        assertTrue(
                noFile.contains("refrain.uri=refrain:sqlite:<file> or refrain:postgresql://<host>/<database>"), noFile);
        String noShare = refusal(true, Map.of(key("storage"), "heap", key("heap-entries"), "5"));
        assertTrue(noShare.contains("set max-entries"), noShare);
        String noShareOfBytes = refusal(true, Map.of(key("storage"), "heap", key("heap-bytes"), "5"));
        assertTrue(noShareOfBytes.contains("set max-bytes"), noShareOfBytes);
        String noFileToBeDurable = refusal(true, Map.of(key("storage"), "heap", key("durability"), "synced"));
        assertTrue(noFileToBeDurable.contains("leave it out"), noFileToBeDurable);
        configuration.setStoreByValue(false);
        String references = refusal(true, Map.of(key("max-bytes"), "5"));
        assertTrue(references.contains("store by value"), references);
    }

    @Test
    void of_severalThatCannotBeUsed_saysAllAtOnce() {
        String message = refusal(false, Map.of(key("max-entries"), "0", key("statistics"), "on"));

        assertTrue(message.contains("max-entries=0"), message);
        assertTrue(message.contains("statistics=on"), message);
    }

    @Test
    void of_keysOfOtherCaches_areLeftAlone() {
        assertNull(read(false, Map.of("refrain.caches.\"d\".anything", "1", "refrain.cachesize", "1"))
                .expiryPolicy());
    }
}
