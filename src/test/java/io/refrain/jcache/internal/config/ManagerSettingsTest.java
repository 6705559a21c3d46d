package io.refrain.jcache.internal.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cache manager takes, and how it refuses the rest. */
class ManagerSettingsTest {
    private static ManagerSettings of(Map<String, String> keys) {
        return ManagerSettings.of(Settings.only(keys));
    }

    private static String refusal(Map<String, String> keys) {
        return String.valueOf(assertThrows(CacheException.class, () -> of(keys)).getMessage());
    }

    private static ManagerSettings ofEnvironment(Map<String, String> variables) {
        return ManagerSettings.of(new Settings(new Properties(), new ProcessSettings(variables)));
    }

    private static String refusalOfEnvironment(String variable, String text) {
        return String.valueOf(assertThrows(CacheException.class, () -> ofEnvironment(Map.of(variable, text)))
                .getMessage());
    }

    @Test
    void of_nothing_isTheDefaults() {
        ManagerSettings settings = of(Map.of());
        assertEquals(Duration.ofSeconds(10), settings.keyTimeout());
        assertEquals(SqliteSettings.defaults(), settings.sqlite());
        assertEquals(Duration.ofSeconds(5), settings.sqlite().busyTimeout());
        assertEquals(64 << 20, settings.sqlite().maxLogSize());
        assertTrue(settings.sqlite().connections() >= 8, settings.toString());
        assertEquals(
                new PostgresqlSettings(
                        null,
                        null,
                        null,
                        16,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(5),
                        Duration.ofSeconds(1),
                        Leasing.ON,
                        Duration.ofSeconds(10),
                        Duration.ofMillis(250),
                        Duration.ofMillis(100),
                        4,
                        256 << 10),
                settings.postgresql());
        assertEquals(PostgresqlSettings.defaults(), settings.postgresql());
    }

    @Test
    void of_everyKeyOfTheFile_isRead() {
        Map<String, String> keys = new HashMap<>();
        keys.put("busy-timeout", "1ms");
        keys.put("on-damage", "fail");
        keys.put("max-file-size", "1G");
        keys.put("max-log-size", "4M");
        keys.put("batch-window", "2ms");
        keys.put("batch-entries", "3");
        keys.put("batch-bytes", "5K");
        keys.put("sharing", "on");
        keys.put("connections", "6");
        keys.put("sweep-interval", "7s");
        keys.put("watch-interval", "8s");
        Map<String, String> whole = new HashMap<>();
        keys.forEach((key, text) -> whole.put("refrain.sqlite." + key, text));

        assertEquals(
                new SqliteSettings(
                        Duration.ofMillis(1),
                        OnDamage.FAIL,
                        1 << 30,
                        4 << 20,
                        Duration.ofMillis(2),
                        3,
                        5 << 10,
                        Sharing.ON,
                        6,
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(8)),
                of(whole).sqlite());
    }

    @Test
    void of_everyKeyOfTheServer_isRead() {
        Map<String, String> keys = new HashMap<>();
        keys.put("user", "me");
        keys.put("password", "pw");
        keys.put("connections", "3");
        keys.put("connect-timeout", "1ms");
        keys.put("connection-wait", "2ms");
        keys.put("statement-timeout", "3ms");
        keys.put("retry-interval", "4ms");
        keys.put("staleness", "100ms");
        keys.put("notify-window", "0ms");
        keys.put("sweep-interval", "5ms");
        keys.put("parameters", "ssl=true");
        keys.put("leases", "off");
        keys.put("lease", "1h");
        keys.put("lease-poll", "10ms");
        keys.put("touch-window", "6ms");
        keys.put("commit-groups", "1");
        keys.put("commit-group-bytes", "0");
        Map<String, String> whole = new HashMap<>();
        keys.forEach((key, text) -> whole.put("refrain.postgresql." + key, text));

        assertEquals(
                new PostgresqlSettings(
                        "me",
                        "pw",
                        "ssl=true",
                        3,
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(3),
                        Duration.ofMillis(4),
                        Duration.ofMillis(100),
                        Duration.ZERO,
                        Duration.ofMillis(5),
                        Leasing.OFF,
                        Duration.ofHours(1),
                        Duration.ofMillis(10),
                        Duration.ofMillis(6),
                        1,
                        0),
                of(whole).postgresql());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sqlite.busy-timeout | 30d | a duration from 1ms to 10m",
                "sqlite.busy-timeout | 0s | a duration from 1ms to 10m",
                "sqlite.busy-timeout | 10m1s | a duration from 1ms to 10m",
                "sqlite.on-damage | delete | start-empty or fail",
                "sqlite.max-file-size | -1 | a number of bytes of at least 0",
                "sqlite.max-log-size | 4095K | a number of bytes of at least 4M",
                "sqlite.batch-window | 2m | a duration from 1ms to 1m",
                "sqlite.batch-entries | 0 | a whole number from 1 to 10000000",
                "sqlite.batch-bytes | 2G | a number of bytes from 1 to 1G",
                "sqlite.sharing | true | off or on",
                "sqlite.connections | 1001 | a whole number from 1 to 1000",
                "sqlite.sweep-interval | 2d | a duration from 1ms to 1d",
                "sqlite.watch-interval | 2m | a duration from 1ms to 1m",
                "postgresql.connections | 0 | a whole number from 1 to 1000",
                "postgresql.connections | 1001 | a whole number from 1 to 1000",
                "postgresql.connect-timeout | 11m | a duration from 1ms to 10m",
                "postgresql.connection-wait | 0s | a duration from 1ms to 10m",
                "postgresql.statement-timeout | 0s | a duration from 1ms to 10m",
                "postgresql.retry-interval | 0s | a duration from 1ms to 10m",
                "postgresql.staleness | 99ms | a duration from 100ms to 1h",
                "postgresql.staleness | 61m | a duration from 100ms to 1h",
                "postgresql.notify-window | 2s | a duration from 0s to 1s",
                "postgresql.sweep-interval | 2d | a duration from 1ms to 1d",
                "postgresql.leases | true | on or off",
                "postgresql.lease-poll | 9ms | a duration from 10ms to 1m",
                "postgresql.lease | 2h | a duration from 100ms to 1h",
                "postgresql.touch-window | 2m | a duration from 0s to 1m",
                "postgresql.commit-groups | 0 | a whole number from 1 to 1000",
                "key-timeout | 0s | a duration from 1ms to 10m",
                "key-timeout | ${UNSET} | a duration from 1ms to 10m",
            })
    void of_aBadValue_saysTheKeyTheValueAndWhatIsAllowed(String key, String text, String allowed) {
        String message = refusal(Map.of("refrain." + key, text));
        assertTrue(message.contains("refrain." + key + "=" + text + " must be " + allowed), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refrain.sqlite.busytimeout | did you mean refrain.sqlite.busy-timeout?",
                "refrain.sqllite.busy-timeout | did you mean refrain.sqlite.busy-timeout?",
                "refrain.sqlite.a | there are refrain.uri, ",
                "refrain.keytimeout | did you mean refrain.key-timeout?",
                "refrain.serialization.max-deep | did you mean refrain.serialization.max-depth?",
                "refrain.caches.\"c\".max-entrys | did you mean max-entries?",
                "refrain.caches.\"*\".ttl | there are storage, max-entries",
                "refrain.caches.c.storage | the name of the cache must be in quotes",
                "refrain.caches. | the name of the cache must be in quotes",
            })
    void of_anUnknownKey_saysWhichWasMeantOrThereAre(String key, String expected) {
        String message = refusal(Map.of(key, "1"));
        assertTrue(message.contains(key + " is unknown") && message.contains(expected), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"refrain.chat.max-messages", "refrain.cassette", "refrained.sqlite", "com.acme.refrain.uri"})
    void of_aKeyOfTheApplicationAboveOrOfSomebodyElse_isLeftAlone(String key) {
        assertDoesNotThrow(() -> of(Map.of(key, "1")));
    }

    /** Whatever it begins with: as it is where the library is alone. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refrain.chat.max-messages | there are refrain.uri, ",
                "refrain.other.things | there are refrain.uri, ",
                "refrain.annotation.colapse | did you mean refrain.annotations.collapse?",
            })
    void check_withoutAnApplicationAbove_refusesEveryOtherKey(String key, String expected) {
        KeyReader reader = new KeyReader(Settings.only(Map.of(key, "1")));
        KeyRegistry.ofLibrary().check(reader);
        assertEquals(1, reader.problems().size(), reader.problems()::toString);
        String problem = reader.problems().get(0);
        assertTrue(problem.startsWith(key + " is unknown; " + expected), problem);
    }

    @Test
    void check_ofASystemPropertyThatThereIsNot_refusesIt() {
        System.setProperty("refrain.sqllite.sharing", "on");
        try {
            KeyReader reader = new KeyReader(new Settings(new Properties()));
            KeyRegistry.ofProcess().check(reader);
            assertEquals(
                    List.of("refrain.sqllite.sharing is unknown; did you mean refrain.sqlite.sharing?"),
                    reader.problems());
        } finally {
            System.clearProperty("refrain.sqllite.sharing");
        }
    }

    /** As it is with those of the file on the heap. */
    @ParameterizedTest
    @ValueSource(strings = {"refrain:heap", "refrain:sqlite:a.db", "refrain:postgresql://db/a"})
    void check_ofKeysOfAnotherKindOfManager_leavesThemAlone(String uri) {
        KeyReader reader = new KeyReader(Settings.only(
                Map.of("refrain.uri", uri, "refrain.sqlite.sharing", "on", "refrain.postgresql.staleness", "2s")));
        ManagerSettings.check(reader, "c");
        assertEquals(List.of(), reader.problems());
    }

    @Test
    void check_ofACacheInADatabase_canBePersistentWithAnyDurability() {
        for (String durability : List.of("committed", "synced", "batched")) {
            KeyReader reader = new KeyReader(Settings.only(Map.of(
                    "refrain.uri",
                    "refrain:postgresql://db/a",
                    "refrain.caches.\"c\".storage",
                    "persistent",
                    "refrain.caches.\"c\".durability",
                    durability)));
            ManagerSettings.check(reader, "c");
            assertEquals(List.of(), reader.problems());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "refrain:postgresql://me:s3cr3t@db/a?x=${UNSET}",
                "refrain:postgresql://db/a?password=s3cr3t${UNSET}",
                "refrain:postgresql://me:s3cr3t@db:0/a"
            })
    void check_ofAUriWithAPassword_neverTellsIt(String uri) {
        KeyReader reader = new KeyReader(Settings.only(Map.of("refrain.uri", uri)));
        ManagerSettings.check(reader, "c");
        assertEquals(1, reader.problems().size(), reader.problems()::toString);
        assertFalse(reader.problems().get(0).contains("s3cr3t"), reader.problems()::toString);
    }

    @Test
    void of_whatAnyCacheMayNotHave_isRefusedBeforeItIsCreated() {
        String message = refusal(Map.of(
                "refrain.caches.\"a\".max-entries", "0",
                "refrain.caches.\"a.b\".heap-bytes", "none",
                "refrain.caches.\"*\".statistics", "on",
                "refrain.sqlite.connections", "none"));
        assertEquals(4, message.split(" must be ", -1).length - 1, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "REFRAIN_SQLITE_BUSY_TIMEOUT | 30d | refrain.sqlite.busy-timeout=30d must be",
                "REFRAIN_SQLITE_BUSYTIMEOUT | 5s | did you mean REFRAIN_SQLITE_BUSY_TIMEOUT?",
                "REFRAIN_SQLLITE_SHARING | on | did you mean REFRAIN_SQLITE_SHARING?",
                "REFRAIN_SERIALIZATION_MAX | 1 | is unknown; ",
                "REFRAIN_CACHES__CHAT__EXPIRE_AFTER_WRITE | soon | REFRAIN_CACHES__CHAT__EXPIRE_AFTER_WRITE=soon must be",
                "REFRAIN_CACHES__CHAT__EXPIRE_AFTR_WRITE | 1h | did you mean REFRAIN_CACHES__CHAT__EXPIRE_AFTER_WRITE?",
                "REFRAIN_CACHES__CHAT__TTL | 1h | it must end in one of __STORAGE, ",
                "REFRAIN_CACHES_CHAT_STORAGE | heap | is unknown; ",
                "REFRAIN_CACHES__STORAGE | heap | is unknown; ",
            })
    void of_anEnvironmentVariableThatCannotBeUsed_saysSo(String variable, String text, String expected) {
        String message = refusalOfEnvironment(variable, text);
        assertTrue(message.contains(expected), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "REFRAIN_SERVICE_HOST",
                "REFRAIN_SERVICE_PORT",
                "REFRAIN_SERVICE_PORT_HTTP",
                "REFRAIN_PORT",
                "REFRAIN_PORT_8080_TCP",
                "REFRAIN_PORT_8080_TCP_ADDR",
                "REFRAIN_DB_SERVICE_HOST",
                "REFRAIN_HOME",
                "PATH"
            })
    void check_ofAnEnvironmentVariableOfSomebodyElse_leavesItAlone(String variable) {
        KeyReader reader = new KeyReader(
                new Settings(new Properties(), new ProcessSettings(Map.of(variable, "tcp://10.0.0.1:8080"))));
        KeyRegistry.ofLibrary().check(reader);
        assertEquals(List.of(), reader.problems());
    }

    @Test
    void check_ofACompleteRegistry_refusesAnyOtherKeyButThoseOfKubernetes() {
        KeyReader reader = new KeyReader(new Settings(
                new Properties(),
                new ProcessSettings(Map.of("REFRAIN_HOME", "/opt", "REFRAIN_SERVICE_HOST", "10.0.0.1", "HOME", "/"))));
        KeyRegistry.ofLibrary().completedBy(List.of()).check(reader);
        assertEquals(1, reader.problems().size(), reader.problems().toString());
        assertTrue(
                reader.problems().get(0).startsWith("REFRAIN_HOME is unknown; "),
                reader.problems().toString());
    }
}
