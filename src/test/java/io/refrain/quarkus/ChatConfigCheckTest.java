package io.refrain.quarkus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for the configuration of chat, and how the rest is told. */
class ChatConfigCheckTest {
    private static final int SERVER_LIMIT = 2_000_000;
    private static final String SECRET = "sk-not-a-real-key";

    @Test
    void problems_ofNothingConfigured_areNone() {
        assertEquals(List.of(), problems(Map.of()));
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
        "model, gpt-4o"
    })
    void problems_ofWhatIsAllowed_areNone(String key, String value) {
        assertEquals(List.of(), problems(Map.of(key, value)));
    }

    @ParameterizedTest
    @CsvSource({
        "base-url, localhost:1234, localhost:1234",
        "base-url, ftp://host/v1, ftp://host/v1",
        "base-url, http:///v1, http:///v1",
        "base-url, ht tp://host, ht tp://host",
        "base-url, http://host/v1#a, http://host/v1#a",
        "temperature, -0.1, -0.1",
        "temperature, 2.1, 2.1",
        "temperature, NaN, NaN",
        "timeout, 0s, PT0S",
        "timeout, -5s, PT-5S",
        "timeout, 25h, PT25H",
        "demo.delay, -1s, PT-1S",
        "max-body-size, 0, 0",
        "max-body-size, 2000001, 2000001",
        "max-messages, 0, 0",
        "remembered-characters, -1, -1",
        "model, ' ', blank"
    })
    void problems_ofWhatIsNotAllowed_nameTheKeyTheValueAndWhatIs(String key, String value, String told) {
        List<String> problems = problems(Map.of(key, value));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("refrain.chat." + key + " is "), problems.get(0));
        assertTrue(problems.get(0).contains(told), problems.get(0));
        assertTrue(problems.get(0).contains("; allowed is "), problems.get(0));
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
        List<String> problems = problems(Map.of("base-url", url));
        assertEquals(1, problems.size(), problems.toString());
        assertFalse(problems.get(0).contains(SECRET), problems.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {SECRET + "\n" + SECRET, SECRET + " " + SECRET, SECRET + "\u00e9", " "})
    void problems_ofAKeyThatHttpCannotSend_doNotTellIt(String key) {
        List<String> problems = problems(Map.of("api-key", key));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("refrain.chat.api-key is "), problems.get(0));
        assertFalse(problems.get(0).contains(SECRET), problems.get(0));
    }

    @Test
    void problems_ofAKeyThatEndsAsAFileDoes_areNone() {
        assertEquals(List.of(), problems(Map.of("api-key", SECRET + "\n")));
    }

    @Test
    void check_ofSeveralProblems_tellsThemAllAtOnce() {
        ChatConfigCheck check = check(Map.of("temperature", "7", "timeout", "0s"));
        String told = String.valueOf(assertThrows(ConfigurationException.class, () -> check.check(new StartupEvent()))
                .getMessage());
        assertTrue(told.contains("refrain.chat.temperature is 7.0"), told);
        assertTrue(told.contains("refrain.chat.timeout is PT0S"), told);
    }

    @Test
    void config_ofAnUnknownProvider_namesTheKeyTheValueAndWhatIsAllowed() {
        String told = String.valueOf(
                assertThrows(ConfigValidationException.class, () -> problems(Map.of("provider", "anthropic")))
                        .getMessage());
        assertTrue(told.contains("refrain.chat.provider"), told);
        assertTrue(told.contains("anthropic"), told);
        assertTrue(told.matches("(?s).*allowed values: .*demo.*") && told.contains("openai"), told);
    }

    private static List<String> problems(Map<String, String> keys) {
        return check(keys).problems();
    }

    private static ChatConfigCheck check(Map<String, String> keys) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(ChatConfig.class);
        keys.forEach((key, value) -> builder.withDefaultValue("refrain.chat." + key, value));
        return new ChatConfigCheck(
                builder.build().getConfigMapping(ChatConfig.class), new MemorySize(BigInteger.valueOf(SERVER_LIMIT)));
    }
}
