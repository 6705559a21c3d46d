package io.refrain.quarkus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

/** What comes of a message on its way to the log. */
class LogLinesTest {
    private final LogLines lines = new LogLines();

    @Test
    void isLoggable_ofAMessageOfOurs_isOneEscapedLine() {
        assertEquals(
                "does not know 'a\\nERROR \\u001b[31mforged\\u202e\\u0085'",
                passed("io.refrain.chat", "does not know '%s'", "a\nERROR \u001b[31mforged\u202e\u0085"));
    }

    @Test
    void isLoggable_ofALongMessageOfOurs_isCut() {
        String passed = passed("io.refrain.llm", "%s", "a".repeat(100_000));
        assertTrue(passed.endsWith("... (98000 more characters)") && passed.length() < 2_100, passed);
    }

    @Test
    void isLoggable_ofAMessageOfOthers_keepsItsLines() {
        assertEquals("two\n\tlines \\u0000", passed("org.acme", "%s", "two\n\tlines \u0000"));
    }

    @Test
    void isLoggable_ofAPlainMessage_leavesItAlone() {
        assertEquals("100% of Größe", passed("io.refrain.chat", "%s", "100% of Größe"));
    }

    @Test
    void isLoggable_ofAnException_escapesWhatItAndItsCausesSay() {
        ExtLogRecord message = new ExtLogRecord(Level.WARNING, "m", LogLinesTest.class.getName());
        message.setLoggerName("io.refrain.annotations");
        Exception original = new IllegalStateException("a\nb", new IllegalArgumentException("c\u001b"));
        message.setThrown(original);
        assertTrue(lines.isLoggable(message));
        Throwable shown = message.getThrown();
        assertEquals("java.lang.IllegalStateException: a\\nb", shown.toString());
        assertEquals("java.lang.IllegalArgumentException: c\\u001b", String.valueOf(shown.getCause()));
        assertEquals(original.getStackTrace()[0], shown.getStackTrace()[0]);
    }

    private String passed(String logger, String format, String parameter) {
        ExtLogRecord message =
                new ExtLogRecord(Level.WARNING, format, ExtLogRecord.FormatStyle.PRINTF, LogLinesTest.class.getName());
        message.setLoggerName(logger);
        message.setParameters(new Object[] {parameter});
        assertTrue(lines.isLoggable(message));
        return message.getFormattedMessage();
    }
}
