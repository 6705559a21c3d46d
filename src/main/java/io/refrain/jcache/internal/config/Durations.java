package io.refrain.jcache.internal.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;

/** Reads durations as Quarkus does: ISO-8601, or a number of seconds, or a number with ms, s, m, h or d. */
final class Durations {
    private Durations() {}

    /** @throws IllegalArgumentException when it is no duration, or one that nobody can count */
    static Duration parse(String text) {
        try {
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
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is no duration", e);
        }
    }

    /** How one would write it, in whole numbers of the largest unit. */
    static String text(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.toMillisPart() != 0) {
            return duration.toMillis() + "ms";
        }
        if (duration.toSecondsPart() != 0) {
            return duration.toSeconds() + "s";
        }
        if (duration.toMinutesPart() != 0) {
            return duration.toMinutes() + "m";
        }
        return duration.toHoursPart() == 0 ? duration.toDays() + "d" : duration.toHours() + "h";
    }
}
