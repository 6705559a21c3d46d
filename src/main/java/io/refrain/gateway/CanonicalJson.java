package io.refrain.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * One text for all JSON that means the same: members are sorted, numbers are written by their value, however they were written and however long they
 * are, and there is no white space. Has no state.
 */
final class CanonicalJson {
    private CanonicalJson() {}

    /**
     * Writes a value.
     *
     * @throws IllegalArgumentException when it holds half a pair of surrogates, which has no UTF-8
     */
    static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            write((ObjectNode) node, out);
        } else if (node.isArray()) {
            out.append('[');
            for (JsonNode each : node) {
                write(each, out);
                out.append(',');
            }
            out.append(']');
        } else if (node.isTextual()) {
            write(node.textValue(), out);
        } else if (node.isNumber()) {
            write(node.decimalValue(), out);
        } else {
            out.append(node.asText());
        }
    }

    private static void write(ObjectNode object, StringBuilder out) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        object.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
        out.append('{');
        sorted.forEach((name, value) -> {
            write(name, out);
            out.append(':');
            write(value, out);
            out.append(',');
        });
        out.append('}');
    }

    /** The exponent is not written out: it may be a thousand million. */
    private static void write(BigDecimal number, StringBuilder out) {
        BigDecimal plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        out.append(plain.unscaledValue()).append('e').append(-(long) plain.scale());
    }

    /** A text between quotes, unlike any other. */
    static void write(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            } else if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new IllegalArgumentException("Half a pair of surrogates");
                }
                out.append(c);
                i++;
                c = text.charAt(i);
            }
            out.append(c);
        }
        out.append('"');
    }
}
