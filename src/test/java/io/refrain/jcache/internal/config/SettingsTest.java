package io.refrain.jcache.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final String KEY = "refrain.test.settings";

    private final Properties properties = new Properties();

    @AfterEach
    void forget() {
        System.clearProperty(KEY);
    }

    @Test
    void find_inTheManagersProperties_goesBeforeSystemProperties() {
        System.setProperty(KEY, "system");
        assertEquals(Optional.of("system"), new Settings(properties).find(KEY));
        properties.setProperty(KEY, " own ");
        assertEquals(Optional.of("own"), new Settings(properties).find(KEY));
    }

    @Test
    void find_setToNothing_isEmpty() {
        System.setProperty(KEY, "system");
        properties.setProperty(KEY, " ");
        assertEquals(Optional.empty(), new Settings(properties).find(KEY));
        assertEquals(Optional.empty(), new Settings(properties).find("refrain.test.unset"));
    }

    @Test
    void names_areThoseOfPropertiesAndSystemProperties() {
        System.setProperty(KEY, "system");
        properties.setProperty("refrain.test.own", "own");
        assertTrue(new Settings(properties).names().contains("refrain.test.own"));
        assertTrue(new ProcessSettings(System.getenv()).names().contains(KEY));
    }

    @Test
    void find_inTheProcessAlone_isTheSystemProperty() {
        System.setProperty(KEY, "system");
        assertEquals(Optional.of("system"), new ProcessSettings(System.getenv()).find(KEY));
        assertFalse(
                new ProcessSettings(System.getenv()).find("refrain.test.unset").isPresent());
    }

    @Test
    void find_anEnvironmentVariable_isFoundByItsKey() {
        String path = System.getenv("PATH");
        assertEquals(Optional.ofNullable(path), new ProcessSettings(System.getenv()).find("path"));
    }

    @ParameterizedTest
    @CsvSource({
        "refrain.uri, REFRAIN_URI",
        "refrain.caches.\"chat\".max-entries, REFRAIN_CACHES__CHAT__MAX_ENTRIES",
        "refrain.caches.\"*\".storage, REFRAIN_CACHES_____STORAGE",
    })
    void variable_ofAKey_isThatOfMicroProfileConfig(String key, String variable) {
        assertEquals(variable, Key.variable(key));
    }

    @ParameterizedTest
    @CsvSource({
        "90, PT1M30S",
        "500ms, PT0.5S",
        "5s, PT5S",
        "1m, PT1M",
        "2h, PT2H",
        "1h30m, PT1H30M",
        "7d, PT168H",
        "7D, PT168H",
        "PT1H, PT1H",
        "P1D, PT24H",
    })
    void parse_aDuration_isAsQuarkusOrIsoHaveIt(String text, String duration) {
        assertEquals(Duration.parse(duration), Durations.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "500ms", "90s", "30m", "12h", "7d", "25h"})
    void text_ofADuration_isReadAsTheSame(String text) {
        assertEquals(text, Durations.text(Durations.parse(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1000", "64K", "100M", "2G", "2048G"})
    void text_ofASize_isReadAsTheSame(String text) {
        assertEquals(text, Sizes.text(Sizes.parse(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "1 h", "5 minutes", "1w", "ms"})
    void parse_noDuration_isRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
    }
}
