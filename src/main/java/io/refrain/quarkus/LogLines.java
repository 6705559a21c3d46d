package io.refrain.quarkus;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Keeps what somebody sent from forging the log: control characters, and those that turn the direction of text, are escaped, and one message of
 * ours is one line of bounded length. Named by {@code quarkus.log.console.filter}. Safe for use by several threads at once.
 */
@LoggingFilter(name = "refrain-log-lines")
public final class LogLines implements Filter {
    private static final String OURS = "io.refrain";
    private static final int MAX_LENGTH = 2_000;

    @Override
    public boolean isLoggable(LogRecord message) {
        ExtLogRecord extended = ExtLogRecord.wrap(message);
        String text = extended.getFormattedMessage();
        if (text == null) {
            return true;
        }
        String name = message.getLoggerName();
        boolean ours = name != null && name.startsWith(OURS);
        String safe = escaped(ours ? cut(text) : text, !ours);
        if (!safe.equals(text)) {
            message.setParameters(null);
            if (message instanceof ExtLogRecord own) {
                own.setMessage(safe, ExtLogRecord.FormatStyle.NO_FORMAT);
            } else {
                message.setMessage(safe);
            }
        }
        return true;
    }

    private static String cut(String text) {
        return text.length() <= MAX_LENGTH
                ? text
                : text.substring(0, MAX_LENGTH) + "... (" + (text.length() - MAX_LENGTH) + " more characters)";
    }

    /** @param lines whether line feeds and tabulators may stay */
    static String escaped(String text, boolean lines) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean harmless = lines && (c == '\n' || c == '\r' || c == '\t') || !isHarmful(c);
            if (harmless && safe != null) {
                safe.append(c);
            } else if (!harmless) {
                if (safe == null) {
                    safe = new StringBuilder(text.length() + 16).append(text, 0, i);
                }
                safe.append(c == '\n' ? "\\n" : String.format("\\u%04x", (int) c));
            }
        }
        return safe == null ? text : safe.toString();
    }

    private static boolean isHarmful(char c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
