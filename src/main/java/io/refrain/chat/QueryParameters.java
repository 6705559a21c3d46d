package io.refrain.chat;

import io.refrain.internal.protocol.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the query of a URL, strictly: servers put question marks for what is not UTF-8, and two questions become one. */
final class QueryParameters {
    private static final int HEX = 16;

    private QueryParameters() {}

    /**
     * The values of each name, in their order.
     *
     * @param query as it was sent; bytes above ASCII are taken for UTF-8, too
     * @throws BadQuestion when it is wrongly encoded
     */
    static Map<String, List<String>> of(@Nullable String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (query == null) {
            return parameters;
        }
        for (String pair : query.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals), "query");
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1), name);
            parameters.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
        }
        return parameters;
    }

    private static String decoded(String text, String field) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (isLone(text, i)) {
                    throw percent(field);
                }
                bytes.write(Integer.parseInt(text, i + 1, i + 3, HEX));
                i += 2;
            } else {
                // The server hands over bytes as characters.
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        try {
            return Utf8.decode(bytes.toByteArray());
        } catch (CharacterCodingException e) {
            throw BadQuestion.field(field, "'" + field + "' is not UTF-8.", "percent-encoded UTF-8");
        }
    }

    /** Whether a percent sign has no two hexadecimal digits after it. */
    static boolean hasLonePercent(String text) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            if (isLone(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLone(String text, int percent) {
        return percent + 2 >= text.length() || !isHex(text.charAt(percent + 1)) || !isHex(text.charAt(percent + 2));
    }

    static BadQuestion percent(String field) {
        return BadQuestion.field(
                field,
                "'" + field + "' has a percent sign without two hexadecimal digits.",
                "percent-encoded UTF-8, in which a percent sign is %25");
    }

    private static boolean isHex(char c) {
        return Character.digit(c, HEX) >= 0 && c < 128;
    }
}
