package io.refrain.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as maps, lists, texts, numbers and booleans, in which equal numbers are equal however they were written. Takes no text that has no UTF-8 and no
 * number that only its exponent makes short.
 */
final class PlainJson {
    /** More than any model takes, and little enough to be written out. */
    private static final int MOST_DIGITS = 400;

    private PlainJson() {}

    /**
     * The same as plain values; a null stays a null.
     *
     * @param path where it is in the question
     */
    static @Nullable Object of(JsonNode node, String path) {
        if (node.isObject()) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            node.properties()
                    .forEach(field -> object.put(
                            unicode(field.getKey(), path), of(field.getValue(), path + "." + field.getKey())));
            return object;
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            for (JsonNode each : node) {
                list.add(of(each, path + "[" + list.size() + "]"));
            }
            return list;
        }
        if (node.isTextual()) {
            return unicode(node.textValue(), path);
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNumber() ? number(node.decimalValue(), path) : null;
    }

    private static Object number(BigDecimal number, String path) {
        long digits = Math.max(number.precision(), Math.abs((long) number.precision() - number.scale()));
        if (digits > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS) {
            throw BadQuestion.field(
                    path, "'" + path + "' is too large or too small a number.", "at most " + MOST_DIGITS + " digits");
        }
        BigDecimal plain = number.stripTrailingZeros();
        if (plain.scale() > 0) {
            return plain;
        }
        BigInteger whole = plain.toBigInteger();
        if (whole.bitLength() < Integer.SIZE) {
            return whole.intValue();
        }
        if (whole.bitLength() < Long.SIZE) {
            return whole.longValue();
        }
        return whole;
    }

    /** Half a pair of surrogates has no UTF-8: sent, or hashed, it would become a question mark. */
    private static String unicode(String text, String path) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw BadQuestion.field(
                    path, "'" + path + "' holds half a pair of surrogates.", "a text of Unicode characters");
        }
        return text;
    }
}
