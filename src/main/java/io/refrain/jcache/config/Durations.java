package io.refrain.jcache.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;

/** Reads durations as Quarkus does: ISO-8601, or a number of seconds, or a number with ms, s, m, h or d. */
final class Durations {
    private Durations() {}

    /** @throws DateTimeParseException when it is no duration */
    static Duration parse(String text) {
        if (text.matches("[0-9]+")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        if (text.matches("[0-9]+ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        if (text.matches("[0-9]+[dD]")) {
            return Duration.parse("P" + text);
        }
        return Duration.parse(text.matches("[0-9].*") ? "PT" + text : text);
    }
}
