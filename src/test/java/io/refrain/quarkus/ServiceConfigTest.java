package io.refrain.quarkus;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.refrain.jcache.internal.config.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for the configuration of the service, and how the rest is told. */
class ServiceConfigTest {
    private static final int SERVER_LIMIT = 2_000_000;
    private static final String SECRET = "sk-not-a-real-key";
    private static final String FILE = "refrain:sqlite:refrain.db";

    @Test
    void problems_ofNothingConfigured_areNone() {
        assertEquals(List.of(), problems(Map.of()));
    }

    @Test
    void problems_ofAModeWithoutItsCassette_nameWhatIsMissing() {
        for (String mode : List.of("record", "replay")) {
            assertEquals(
                    List.of("refrain.mode=" + mode
                            + " needs refrain.cassette, the path of the file of recorded answers"),
                    problems(Map.of("refrain.mode", mode)));
            assertEquals(List.of(), problems(Map.of("refrain.mode", mode, "refrain.cassette", "a.jsonl")));
        }
        assertEquals(List.of(), problems(Map.of("refrain.mode", "off")));
        assertEquals(1, problems(Map.of("refrain.mode", "rewind")).size());
    }

    @ParameterizedTest
    @CsvSource({
        "base-url, http://localhost:11434/v1",
        "base-url, https://api.openai.com/v1/",
        "base-url, HTTPS://[::1]:8443",
        "temperature, 0",
        "temperature, 2",
        "timeout, 1ms",
        "timeout, PT24H",
        "demo.delay, 0s",
        "max-body-size, 1",
        "max-body-size, 2000000",
        "max-messages, 1",
        "provider, OpenAI",
        "model, gpt-4o",
        "model, ' '"
    })
    void problems_ofWhatIsAllowed_areNone(String key, String value) {
        assertEquals(List.of(), problems(Map.of("refrain.chat." + key, value)));
    }

    @ParameterizedTest
    @CsvSource({
        "chat.base-url, localhost:1234",
        "chat.base-url, ftp://host/v1",
        "chat.base-url, http:///v1",
        "chat.base-url, ht tp://host",
        "chat.base-url, http://host/v1#a",
        "chat.temperature, -0.1",
        "chat.temperature, 2.1",
        "chat.temperature, NaN",
        "chat.temperature, warm",
        "chat.timeout, 0s",
        "chat.timeout, -5s",
        "chat.timeout, 25h",
        "chat.timeout, soon",
        "chat.demo.delay, -1s",
        "chat.max-body-size, 0",
        "chat.max-body-size, 2000001",
        "chat.max-messages, 0",
        "chat.remembered-characters, -1",
        "chat.provider, anthropc",
        "health.timeout, 0s",
        "annotations.collapse, yes",
        "provider, no class",
        "key-timeout, 11m",
        "sqlite.busy-timeout, 30d",
        "sqlite.max-log-size, 1M",
        "sqlite.connections, 0",
        "serialization.max-depth, deep",
        "'caches.\"chat\".expire-after-write', tomorrow",
        "'caches.\"*\".max-entries', 0",
        "'caches.\"other\".storage', disk"
    })
    void problems_ofWhatIsNotAllowed_nameTheKeyTheValueAndWhatIs(String key, String value) {
        List<String> problems = problems(Map.of("refrain." + key, value));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("refrain." + key + "=" + value + " must be "), problems.get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "refrain.chat.time-out, refrain.chat.timeout",
        "refrain.chats.timeout, refrain.chat.timeout",
        "refrain.sqlite.sharing-staleness, refrain.sqlite.sharing",
        "refrain.caches.\"chat\".max-entrys, max-entries",
        "refrain.ury, refrain.uri"
    })
    void problems_ofAnUnknownKey_nameTheNearest(String key, String nearest) {
        List<String> problems = problems(Map.of(key, "1"));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith(key + " is unknown; "), problems.get(0));
        assertTrue(problems.get(0).contains(nearest), problems.get(0));
    }

    @Test
    void problems_ofAKeyThatIsLikeNone_nameThemAll() {
        String problem =
                problems(Map.of("refrain.something.else.altogether", "1")).get(0);
        assertTrue(problem.contains("; there are refrain.uri, "), problem);
        assertTrue(problem.contains("refrain.chat.timeout"), problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"refrain:mongo", "refrain:sqlite:", "refrain:sqlite:a?b", "jcache:heap"})
    void problems_ofAUriOfNoCacheManager_nameItsKey(String uri) {
        List<String> problems = problems(Map.of("refrain.uri", uri));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("refrain.uri: '" + uri + "'"), problems.get(0));
    }

    /** Another provider. */
    abstract static class Acme implements CachingProvider {}

    @Test
    void problems_ofAnotherProvidersUri_areNone() {
        assertEquals(List.of(), problems(Map.of("refrain.provider", Acme.class.getName(), "refrain.uri", "acme:grid")));
        assertEquals(
                List.of(),
                problems(Map.of("refrain.provider", Acme.class.getName(), "refrain.uri", "refrain:sqlite:a b.db")));
    }

    @Test
    void problems_ofWhatIsNoUriOfAnotherProvider_doNotTellItsPassword() {
        List<String> problems = problems(
                Map.of("refrain.provider", Acme.class.getName(), "refrain.uri", "acme://me:" + SECRET + "@a b"));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("refrain.uri: 'acme://***@a b' is no URI: "), problems.get(0));
    }

    @Test
    void problems_ofAPasswordInTheUriAndAnotherInItsKey_nameBothKeysAlone() {
        assertEquals(
                List.of("refrain.uri: The password in refrain.uri is another than that in refrain.postgresql.password:"
                        + " set one of them"),
                problems(Map.of(
                        "refrain.uri",
                        "refrain:postgresql://me:" + SECRET + "@db/a",
                        "refrain.postgresql.password",
                        SECRET + SECRET)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"refrain:postgresql://me:" + SECRET + "@db", "refrain:postgresql://db/a?password=" + SECRET + "&"
            })
    void problems_ofABadUriOfAServer_doNotTellItsPassword(String uri) {
        List<String> problems = problems(Map.of("refrain.uri", uri));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("refrain.uri: '"), problems.get(0));
        assertFalse(problems.get(0).contains(SECRET), problems.get(0));
    }

    @Test
    void problems_ofAUriOfAServerWithCredentials_areNone() {
        assertEquals(List.of(), problems(Map.of("refrain.uri", "refrain:postgresql://me:" + SECRET + "@db/a")));
    }

    @ParameterizedTest
    @CsvSource({
        "com.acme.Missing, is not in this application: build it with that provider",
        "java.lang.String, is no javax.cache.spi.CachingProvider"
    })
    void problems_ofAProviderThatIsNone_sayWhatToDo(String provider, String told) {
        List<String> problems = problems(Map.of("refrain.provider", provider));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("refrain.provider: " + provider + " " + told), problems.get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "storage, heap",
        "max-entries, 1",
        "max-bytes, 1",
        "heap-entries, 1",
        "heap-bytes, 1",
        "durability, synced"
    })
    void problems_ofAKeyThatAnotherProviderHasNot_tellIt(String key, String value) {
        List<String> problems =
                problems(Map.of("refrain.provider", Acme.class.getName(), "refrain.caches.\"chat\"." + key, value));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).contains("is of Refrain's own caches"), problems.get(0));
    }

    @Test
    void problems_ofWhatAnyProviderCanDo_areNone() {
        assertEquals(
                List.of(),
                problems(Map.of(
                        "refrain.provider", Acme.class.getName(),
                        "refrain.caches.\"chat\".expire-after-write", "1h",
                        "refrain.caches.\"*\".statistics", "true")));
    }

    @Test
    void problems_ofKeysOfTheCacheThatExcludeEachOther_tellIt() {
        List<String> problems = problems(Map.of(
                "refrain.caches.\"chat\".expire-after-write", "1h", "refrain.caches.\"*\".expire-after-access", "1h"));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).contains("exclude each other"), problems.get(0));
    }

    @Test
    void problems_ofAPersistentCacheOnTheHeap_tellIt() {
        List<String> problems =
                problems(Map.of("refrain.uri", "refrain:heap", "refrain.caches.\"chat\".storage", "persistent"));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).contains("needs a cache manager with a file or a database"), problems.get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:" + SECRET + "@host/v1",
                "http://" + SECRET + "@host/v1",
                "http://host/v1?key=" + SECRET,
                "ht tp://user:" + SECRET + "@host/v1"
            })
    void problems_ofABaseUrlWithACredential_doNotTellIt(String url) {
        assertOneWithoutTheSecret("refrain.chat.base-url", url);
    }

    @ParameterizedTest
    @ValueSource(strings = {SECRET + "\n" + SECRET, SECRET + " " + SECRET, SECRET + "\u00e9"})
    void problems_ofAKeyThatHttpCannotSend_doNotTellIt(String key) {
        assertOneWithoutTheSecret("refrain.chat.api-key", key);
    }

    private static void assertOneWithoutTheSecret(String key, String value) {
        List<String> problems = problems(Map.of(key, value));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith(key + " "), problems.get(0));
        assertFalse(problems.get(0).contains(SECRET), problems.get(0));
    }

    @Test
    void problems_ofAKeyThatEndsAsAFileDoes_areNone() {
        assertEquals(List.of(), problems(Map.of("refrain.chat.api-key", SECRET + "\n")));
    }

    @Test
    void check_ofSeveralProblems_tellsThemAllAtOnce() {
        ServiceConfig config = config(Map.of(
                "refrain.chat.temperature", "7",
                "refrain.chat.timeout", "0s",
                "refrain.chat.colour", "red",
                "refrain.sqlite.busy-timeout", "30d",
                "refrain.caches.\"chat\".max-entries", "none"));
        String told = String.valueOf(assertThrows(ConfigurationException.class, () -> config.check(new StartupEvent()))
                .getMessage());
        assertEquals(6, told.lines().count(), told);
        assertThrows(ConfigurationException.class, config::chat);
        assertThrows(ConfigurationException.class, config::healthTimeout);
    }

    @Test
    void check_ofNoProblem_goesOn() {
        assertDoesNotThrow(() -> config(Map.of()).check(new StartupEvent()));
    }

    private static List<String> problems(Map<String, String> keys) {
        return config(keys).problems();
    }

    private static ServiceConfig config(Map<String, String> keys) {
        Map<String, String> all = new HashMap<>(Map.of("refrain.uri", FILE));
        all.putAll(keys);
        return new ServiceConfig(Settings.only(all), SERVER_LIMIT);
    }
}
