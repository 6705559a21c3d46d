package io.refrain.jcache.internal.store.database.transfer;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** A JSON object (RFC 8259) of texts, whole numbers and nulls. That is all an entry needs, and spares the library a JSON library. For one thread. */
final class FlatObject {
    private static final String ESCAPES = "\"\\/bfnrt";
    private static final String MEANT = "\"\\/\b\f\n\r\t";

    private final String json;
    private int at;

    private FlatObject(String json) {
        this.json = json;
    }

    /**
     * Writes fields in their order, on one line. Half of a surrogate pair, which UTF-8 cannot write, is escaped, as is what some take for the end of a line.
     *
     * @param fields of which the values are strings, {@link Long}s and nulls
     */
    static String write(Map<String, @Nullable Object> fields) {
        StringBuilder json = new StringBuilder("{");
        fields.forEach((name, value) -> {
            json.append(json.length() == 1 ? "" : ",");
            writeText(json, name);
            json.append(':');
            if (value instanceof String text) {
                writeText(json, text);
            } else {
                json.append(value);
            }
        });
        return json.append('}').toString();
    }

    private static void writeText(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                i++;
                json.append(c).append(text.charAt(i));
            } else if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    /**
     * Reads one object, with nothing after it.
     *
     * @throws CacheException saying what is wrong, and at which character
     */
    static Map<String, @Nullable Object> read(String json) {
        return new FlatObject(json).read();
    }

    private Map<String, @Nullable Object> read() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        expect('{', "A JSON object, which begins with {,");
        if (!skip('}')) {
            do {
                expect('"', "The name of a field, in quotation marks,");
                String name = text();
                if (fields.containsKey(name)) {
                    throw wrong("The field '" + name + "' is there twice");
                }
                expect(':', "A colon");
                fields.put(name, value());
            } while (skip(','));
            expect('}', "A comma or }");
        }
        skipSpace();
        if (at < json.length()) {
            throw wrong("There is something after the object");
        }
        return fields;
    }

    private @Nullable Object value() {
        if (skip('"')) {
            return text();
        }
        if (json.startsWith("null", at)) {
            at += "null".length();
            return null;
        }
        return number();
    }

    private Long number() {
        int end = at;
        if (end < json.length() && json.charAt(end) == '-') {
            end++;
        }
        int digits = end;
        while (end < json.length() && json.charAt(end) >= '0' && json.charAt(end) <= '9') {
            end++;
        }
        boolean leadingZero = end - digits > 1 && json.charAt(digits) == '0';
        boolean fraction = end < json.length() && ".eE".indexOf(json.charAt(end)) >= 0;
        if (end == digits || leadingZero || fraction) {
            throw wrong("A text in quotation marks, a whole number or null is expected");
        }
        try {
            Long number = Long.valueOf(json.substring(at, end));
            at = end;
            return number;
        } catch (NumberFormatException e) {
            throw wrong("The number does not fit into 64 bits");
        }
    }

    /** After its first quotation mark. */
    private String text() {
        StringBuilder text = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return text.toString();
            }
            if (c < ' ') {
                at--;
                throw wrong("A control character must be escaped");
            }
            text.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = next();
        if (c == 'u') {
            int unit = 0;
            for (int i = 0; i < 4; i++) {
                unit = 16 * unit + hexDigit();
            }
            return (char) unit;
        }
        int which = ESCAPES.indexOf(c);
        if (which < 0) {
            at--;
            throw wrong("There is no such escape");
        }
        return MEANT.charAt(which);
    }

    private int hexDigit() {
        char c = next();
        // Other scripts have digits, too.
        int digit = c < 0x80 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            at--;
            throw wrong("Four hexadecimal digits are expected");
        }
        return digit;
    }

    private char next() {
        if (at >= json.length()) {
            throw wrong("The line ends within a text");
        }
        char c = json.charAt(at);
        at++;
        return c;
    }

    private void expect(char c, String what) {
        if (!skip(c)) {
            throw wrong(what + " is expected");
        }
    }

    /** Whether it comes next, but for space. */
    private boolean skip(char c) {
        skipSpace();
        if (at < json.length() && json.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
    }

    private CacheException wrong(String what) {
        return new CacheException(what + ", at character " + (at + 1));
    }
}
