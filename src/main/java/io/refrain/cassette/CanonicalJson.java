package io.refrain.cassette;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * One text for all JSON that means the same, which is JSON itself: members are sorted, numbers are written by their value, however they were written
 * and however long they are, and there is no white space. Has no state.
 */
public final class CanonicalJson {
    /** Up to so many zeros are written out: an exponent may be a thousand million. */
    private static final int MOST_ZEROS = 20;

    private CanonicalJson() {}

    /**
     * The text of a value.
     *
     * @throws IllegalArgumentException when it holds half a pair of surrogates, which has no UTF-8
     */
    public static String of(JsonNode node) {
        StringBuilder text = new StringBuilder();
        write(node, text);
        return text.toString();
    }

    /**
     * Writes a value.
     *
     * @throws IllegalArgumentException when it holds half a pair of surrogates, which has no UTF-8
     */
    public static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
            char before = '{';
            for (Map.Entry<String, JsonNode> member : sorted.entrySet()) {
                out.append(before);
                write(member.getKey(), out);
                out.append(':');
                write(member.getValue(), out);
                before = ',';
            }
            out.append(sorted.isEmpty() ? "{}" : "}");
        } else if (node.isArray()) {
            char before = '[';
            for (JsonNode each : node) {
                out.append(before);
                write(each, out);
                before = ',';
            }
            out.append(node.isEmpty() ? "[]" : "]");
        } else if (node.isTextual()) {
            write(node.textValue(), out);
        } else if (node.isNumber()) {
            write(node.decimalValue(), out);
        } else {
            out.append(node.asText());
        }
    }

    /** The SHA-256 of a text in UTF-8, in lowercase hexadecimal: a short name of what is canonical. */
    public static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static void write(BigDecimal number, StringBuilder out) {
        BigDecimal plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        long exponent = -(long) plain.scale();
        if (Math.abs(exponent) <= MOST_ZEROS) {
            out.append(plain.toPlainString());
        } else {
            out.append(plain.unscaledValue()).append('E').append(exponent);
        }
    }

    /**
     * Writes a text between quotes.
     *
     * @throws IllegalArgumentException when it holds half a pair of surrogates, which has no UTF-8
     */
    public static void write(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new IllegalArgumentException("Half a pair of surrogates");
                }
                out.append(c);
                i++;
                out.append(text.charAt(i));
            } else {
                write(c, out);
            }
        }
        out.append('"');
    }

    private static void write(char c, StringBuilder out) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < ' ') {
                    escape(c, out);
                } else {
                    out.append(c);
                }
            }
        }
    }

    /** Writes a character by its number. */
    static void escape(char c, StringBuilder out) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit(c >> shift & 0xF, 16));
        }
    }
}
