package io.refrain.langchain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;

/**
 * Reads what Python's {@code repr} writes of plain data: {@code None}, booleans, numbers, texts, lists, tuples and dictionaries, as the JSON that they
 * are. Confined to one thread.
 */
final class PythonLiteral {
    private static final int DEEPEST = 200;

    private final String text;
    private int at;

    private PythonLiteral(String text) {
        this.text = text;
    }

    /**
     * Reads one value.
     *
     * @throws NotMapped when it is anything else, such as an object
     */
    static JsonNode read(String text) throws NotMapped {
        PythonLiteral literal = new PythonLiteral(text);
        JsonNode value = literal.value(0);
        literal.space();
        if (literal.at != text.length()) {
            throw unreadable();
        }
        return value;
    }

    private static NotMapped unreadable() {
        return new NotMapped("its parameters are more than plain data");
    }

    private JsonNode value(int depth) throws NotMapped {
        if (depth > DEEPEST) {
            throw unreadable();
        }
        space();
        char first = peek();
        return switch (first) {
            case '[' -> list(']', depth);
            case '(' -> list(')', depth);
            case '{' -> dictionary(depth);
            case '\'', '"' -> TextNode.valueOf(string());
            default -> word();
        };
    }

    private ArrayNode list(char end, int depth) throws NotMapped {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        at++;
        while (!ends(end)) {
            list.add(value(depth + 1));
            separator(end);
        }
        return list;
    }

    private ObjectNode dictionary(int depth) throws NotMapped {
        ObjectNode dictionary = JsonNodeFactory.instance.objectNode();
        at++;
        while (!ends('}')) {
            char quote = peek();
            if (quote != '\'' && quote != '"') {
                throw unreadable();
            }
            String name = string();
            space();
            expect(':');
            dictionary.set(name, value(depth + 1));
            separator('}');
        }
        return dictionary;
    }

    /** Whether a list ends here, which is then behind. */
    private boolean ends(char end) throws NotMapped {
        space();
        if (peek() == end) {
            at++;
            return true;
        }
        return false;
    }

    private void separator(char end) throws NotMapped {
        space();
        if (peek() != end) {
            expect(',');
        }
    }

    private String string() throws NotMapped {
        char quote = next();
        StringBuilder value = new StringBuilder();
        for (char c = next(); c != quote; c = next()) {
            if (c == '\\') {
                escape(value);
            } else {
                value.append(c);
            }
        }
        return value.toString();
    }

    private void escape(StringBuilder value) throws NotMapped {
        char c = next();
        switch (c) {
            case '\\', '\'', '"' -> value.append(c);
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'x' -> value.appendCodePoint(hexadecimal(2));
            case 'u' -> value.appendCodePoint(hexadecimal(4));
            case 'U' -> value.appendCodePoint(hexadecimal(8));
            default -> throw unreadable();
        }
    }

    private int hexadecimal(int digits) throws NotMapped {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw unreadable();
            }
            value = 16 * value + digit;
        }
        if (!Character.isValidCodePoint(value)) {
            throw unreadable();
        }
        return value;
    }

    private JsonNode word() throws NotMapped {
        int start = at;
        while (at < text.length() && "]),}: ".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        return switch (word) {
            case "None" -> NullNode.getInstance();
            case "True" -> BooleanNode.TRUE;
            case "False" -> BooleanNode.FALSE;
            default -> number(word);
        };
    }

    private static JsonNode number(String word) throws NotMapped {
        try {
            return DecimalNode.valueOf(new BigDecimal(word));
        } catch (NumberFormatException e) {
            throw unreadable();
        }
    }

    private void space() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private void expect(char c) throws NotMapped {
        if (next() != c) {
            throw unreadable();
        }
    }

    private char peek() throws NotMapped {
        if (at >= text.length()) {
            throw unreadable();
        }
        return text.charAt(at);
    }

    private char next() throws NotMapped {
        char c = peek();
        at++;
        return c;
    }
}
