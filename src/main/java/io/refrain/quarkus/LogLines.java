package io.refrain.quarkus;

import io.quarkus.logging.LoggingFilter;
import java.io.Serial;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what somebody sent from forging the log: control characters, and those that turn the direction of text, are escaped, and one message of
 * ours is one line of bounded length. Named by {@code quarkus.log.console.filter}. Safe for use by several threads at once.
 */
@LoggingFilter(name = "refrain-log-lines")
public final class LogLines implements Filter {
    private static final String OURS = "io.refrain";
    private static final int MAX_LENGTH = 2_000;
    /** Causes go in circles, perhaps. */
    private static final int DEEPEST = 20;

    @Override
    public boolean isLoggable(LogRecord message) {
        String name = message.getLoggerName();
        boolean ours = name != null && name.startsWith(OURS);
        Throwable thrown = message.getThrown();
        if (thrown != null && !isSafe(thrown, ours)) {
            message.setThrown(new Escaped(thrown, ours, DEEPEST));
        }
        String text = ExtLogRecord.wrap(message).getFormattedMessage();
        String safe = text == null ? null : escaped(ours ? cut(text) : text, !ours);
        if (safe != null && !safe.equals(text)) {
            message.setParameters(null);
            if (message instanceof ExtLogRecord own) {
                own.setMessage(safe, ExtLogRecord.FormatStyle.NO_FORMAT);
            } else {
                message.setMessage(safe);
            }
        }
        return true;
    }

    private static boolean isSafe(Throwable thrown, boolean ours) {
        int depth = DEEPEST;
        for (Throwable each = thrown; each != null && depth > 0; each = each.getCause()) {
            String text = each.toString();
            if (!escaped(text, !ours).equals(text)) {
                return false;
            }
            depth--;
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

    /** Stands in the log for an exception whose message must not be there as it is. */
    private static final class Escaped extends Exception {
        @Serial
        private static final long serialVersionUID = 1;

        private final String text;

        Escaped(Throwable original, boolean ours, int depth) {
            super(null, cause(original, ours, depth));
            this.text = escaped(cut(original.toString()), !ours);
            setStackTrace(original.getStackTrace());
        }

        private static @Nullable Throwable cause(Throwable original, boolean ours, int depth) {
            Throwable cause = original.getCause();
            return cause == null || depth == 0 ? null : new Escaped(cause, ours, depth - 1);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
