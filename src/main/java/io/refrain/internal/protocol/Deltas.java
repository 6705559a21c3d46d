package io.refrain.internal.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts pieces of JSON together: texts are joined, objects merged, list items merged where they have the same {@code index} and otherwise appended,
 * and the last of anything else counts. So a field that nobody knows is put together as well. A text that grows is no text before {@link #settle}, since
 * joining two copies both. Has no state.
 */
final class Deltas {
    /** What each piece may repeat. */
    private static final Set<String> NAMES = Set.of("id", "type", "role", "name", "object", "model", "format");

    /** After the white space behind a word: what is at hand as a whole is told as a model would tell it. */
    private static final Pattern BETWEEN_WORDS = Pattern.compile("(?<=\\s)(?=\\S)");

    private Deltas() {}

    /** Adds a piece to what is there. */
    static void merge(ObjectNode whole, JsonNode piece) {
        for (Map.Entry<String, JsonNode> member : piece.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            JsonNode present = whole.get(name);
            if (present == null || present.isNull()) {
                whole.set(name, value.isArray() ? appended(whole.arrayNode(), value) : value.deepCopy());
            } else if (value.isTextual() && (present.isTextual() || present.isPojo()) && !NAMES.contains(name)) {
                append(whole, name, value.textValue());
            } else if (value.isObject() && present.isObject()) {
                merge((ObjectNode) present, value);
            } else if (value.isArray() && present.isArray()) {
                appended((ArrayNode) present, value);
            } else if (!value.isNull()
                    && !(value.isTextual() && value.textValue().isEmpty())) {
                whole.set(name, value.deepCopy());
            }
        }
    }

    /** Adds to a text, which begins with this one when it is not there. */
    static void append(ObjectNode whole, String name, String text) {
        JsonNode present = whole.path(name);
        if (present instanceof POJONode growing && growing.getPojo() instanceof StringBuilder builder) {
            builder.append(text);
        } else {
            whole.putPOJO(name, new StringBuilder(present.asText("")).append(text));
        }
    }

    /** Makes texts of those that grew. */
    static void settle(JsonNode whole) {
        if (whole instanceof ObjectNode object) {
            object.properties().forEach(member -> {
                if (member.getValue() instanceof POJONode growing) {
                    member.setValue(object.textNode(growing.getPojo().toString()));
                } else {
                    settle(member.getValue());
                }
            });
        } else {
            whole.forEach(Deltas::settle);
        }
    }

    private static ArrayNode appended(ArrayNode list, JsonNode items) {
        for (JsonNode item : items) {
            ObjectNode same =
                    item.path("index").isInt() ? find(list, item.path("index").intValue()) : null;
            if (same == null) {
                list.add(item.deepCopy());
            } else {
                merge(same, item);
            }
        }
        return list;
    }

    private static @Nullable ObjectNode find(ArrayNode list, int index) {
        for (JsonNode each : list) {
            if (each instanceof ObjectNode object && each.path("index").asInt(-1) == index) {
                return object;
            }
        }
        return null;
    }

    /** The pieces of a text, a word each; none of an empty one. */
    static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(BETWEEN_WORDS.split(text));
    }
}
