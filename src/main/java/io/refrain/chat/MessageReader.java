package io.refrain.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one message of a question, in all the forms that the OpenAI API has for it, and says which field is wrong. */
final class MessageReader {
    private static final String ROLE = "role";
    private static final String CONTENT = "content";
    private static final String NAME = "name";
    private static final String TOOL_CALLS = "tool_calls";
    private static final String TOOL_CALL_ID = "tool_call_id";
    private static final String REFUSAL = "refusal";

    private static final Map<Turn.Role, List<String>> FIELDS = Map.of(
            Turn.Role.SYSTEM, List.of(ROLE, CONTENT, NAME),
            Turn.Role.DEVELOPER, List.of(ROLE, CONTENT, NAME),
            Turn.Role.USER, List.of(ROLE, CONTENT, NAME),
            Turn.Role.ASSISTANT, List.of(ROLE, CONTENT, NAME, TOOL_CALLS, REFUSAL),
            Turn.Role.TOOL, List.of(ROLE, CONTENT, TOOL_CALL_ID));

    /** An address as URI has it, without a fragment, which no server gets. */
    private static final Pattern URL = Pattern.compile(
            "[A-Za-z][A-Za-z0-9+.-]*+:(?://)?+[A-Za-z0-9](?:[A-Za-z0-9._~:/?@!$&()*+,;=-]|%[0-9A-Fa-f]{2})*+");

    private final String path;

    private MessageReader(String path) {
        this.path = path;
    }

    /** @param path where the message is in the question, such as {@code messages[0]} */
    static Turn read(JsonNode message, String path) {
        if (!(message instanceof ObjectNode object)) {
            throw BadQuestion.field(path, "'" + path + "' is not an object.", "an object with role and content");
        }
        return new MessageReader(path).read(object);
    }

    private Turn read(ObjectNode message) {
        Turn.Role role = role(message);
        refuseUnknown(message, role);
        requireText(message, NAME, false);
        requireText(message, REFUSAL, false);
        requireText(message, TOOL_CALL_ID, role == Turn.Role.TOOL);
        JsonNode calls = present(message, TOOL_CALLS);
        if (calls != null) {
            check(calls);
        }
        JsonNode content = present(message, CONTENT);
        if (content == null && calls == null && present(message, REFUSAL) == null) {
            throw wrong(CONTENT, "is missing", "a text");
        }
        String text = content == null ? "" : text(content, role);
        boolean plain = content != null && content.isTextual() && message.size() == 2 && role.isPlain();
        return plain
                ? new Turn(role, unicode(text, CONTENT))
                : new Turn(role, text, (Map<?, ?>) PlainJson.of(message, path));
    }

    private Turn.Role role(ObjectNode message) {
        JsonNode role = present(message, ROLE);
        for (Turn.Role known : Turn.Role.values()) {
            if (role != null && known.name().toLowerCase(Locale.ROOT).equals(role.textValue())) {
                return known;
            }
        }
        throw wrong(ROLE, role == null ? "is missing" : "is unknown", "system, developer, user, assistant or tool");
    }

    private void refuseUnknown(ObjectNode message, Turn.Role role) {
        List<String> known = FIELDS.getOrDefault(role, List.of());
        for (Iterator<String> names = message.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                String field = path + "." + name;
                throw BadQuestion.field(
                        field,
                        "The field '" + field + "' is unknown in a message of this role.",
                        String.join(", ", known));
            }
        }
    }

    private void requireText(ObjectNode message, String field, boolean required) {
        JsonNode node = present(message, field);
        if (node == null ? required : !node.isTextual() || QuestionParser.isBlank(node.textValue())) {
            throw wrong(field, node == null ? "is missing" : "is not a text, or blank", "a text that is not blank");
        }
    }

    /** What there is to read in a content: all of a text, or the texts of its parts. */
    private String text(JsonNode content, Turn.Role role) {
        if (content.isTextual()) {
            // What a tool says may be nothing.
            if (QuestionParser.isBlank(content.textValue()) && role != Turn.Role.TOOL) {
                throw wrong(CONTENT, "is blank", "a text that is not blank");
            }
            return content.textValue();
        }
        if (!content.isArray() || content.isEmpty()) {
            throw wrong(CONTENT, "is neither a text nor a list of parts", "a text, or a list of parts");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            text.append(part(content.get(i), CONTENT + "[" + i + "]", role));
        }
        return text.toString();
    }

    private String part(JsonNode part, String field, Turn.Role role) {
        String type = part.path("type").asText("");
        if (type.equals("text")
                && part.path("text").isTextual()
                && !QuestionParser.isBlank(part.path("text").textValue())) {
            return part.path("text").textValue();
        }
        if (type.equals(REFUSAL)
                && role == Turn.Role.ASSISTANT
                && part.path(REFUSAL).isTextual()) {
            return "";
        }
        if (type.equals("image_url") && role == Turn.Role.USER) {
            String url = part.path("image_url").path("url").textValue();
            if (url != null && URL.matcher(url).matches()) {
                return "";
            }
        }
        throw wrong(
                field,
                "is no part that a message of this role may have",
                role == Turn.Role.USER
                        ? "an object with type text and text, or type image_url and image_url with an absolute, percent-encoded url"
                        : "an object with type text and text");
    }

    private void check(JsonNode calls) {
        if (!calls.isArray() || calls.isEmpty()) {
            throw wrong(TOOL_CALLS, "is not a list of calls", "a list of objects with id, type and function");
        }
        for (int i = 0; i < calls.size(); i++) {
            JsonNode function = calls.get(i).path("function");
            if (!calls.get(i).path("id").isTextual()
                    || !"function".equals(calls.get(i).path("type").textValue())
                    || !function.path("name").isTextual()
                    || !function.path("arguments").isTextual()) {
                throw wrong(
                        TOOL_CALLS + "[" + i + "]",
                        "is no call of a tool",
                        "an object with id, type function, and a function with name and arguments, all texts");
            }
        }
    }

    private BadQuestion wrong(String field, String what, String allowed) {
        String where = path + "." + field;
        return BadQuestion.field(where, "'" + where + "' " + what + ".", allowed);
    }

    private String unicode(String text, String field) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw wrong(field, "holds half a pair of surrogates", "a text of Unicode characters");
        }
        return text;
    }

    private static @Nullable JsonNode present(ObjectNode object, String field) {
        JsonNode node = object.get(field);
        return node == null || node.isNull() ? null : node;
    }
}
