package io.refrain.internal.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.internal.answers.InvisibleText;
import io.refrain.internal.protocol.EventParser.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Responses made of items, whole or item by item. Has no state. */
final class ResponsesProtocol implements Protocol {
    private static final String RESPONSE = "response";
    private static final Set<String> LAST = Set.of("response.completed", "response.incomplete");

    @Override
    public boolean isEnd(Event event) {
        String name = event.name();
        if (name != null) {
            return LAST.contains(name);
        }
        try {
            return LAST.contains(Json.read(event.data()).path("type").asText(""));
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    @Override
    public boolean isComplete(JsonNode question, JsonNode answer) {
        if (!says(answer.path("output"))) {
            return false;
        }
        return switch (answer.path("status").asText("")) {
            case "completed" -> true;
            case "incomplete" ->
                question.hasNonNull("max_output_tokens")
                        && answer.path("incomplete_details")
                                .path("reason")
                                .asText("")
                                .equals("max_output_tokens");
            default -> false;
        };
    }

    /** Whether there is anything in it for whoever asked: a message that can be seen, a call, a picture; thoughts alone are nothing. */
    private static boolean says(JsonNode output) {
        for (JsonNode item : output) {
            String type = item.path("type").asText("");
            if (!type.equals("message") ? !type.equals("reasoning") : isSeen(item.path("content"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSeen(JsonNode content) {
        for (JsonNode part : content) {
            JsonNode text = part.path(part.has("refusal") ? "refusal" : "text");
            if (!text.isTextual() || !InvisibleText.isInvisible(text.textValue())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public @Nullable ObjectNode assemble(List<JsonNode> events) {
        for (JsonNode event : events) {
            if (LAST.contains(event.path("type").asText(""))
                    && event.path(RESPONSE).isObject()) {
                return event.path(RESPONSE).deepCopy();
            }
        }
        return null;
    }

    @Override
    public List<Event> split(ObjectNode answer, boolean usage) {
        Sequence events = new Sequence();
        ObjectNode begun = answer.deepCopy();
        begun.put("status", "in_progress");
        begun.putArray("output");
        begun.putNull("usage");
        events.add("response.created", event -> event.set(RESPONSE, begun));
        events.add("response.in_progress", event -> event.set(RESPONSE, begun));
        JsonNode items = answer.path("output");
        for (int i = 0; i < items.size(); i++) {
            item(events, i, items.get(i));
        }
        events.add("response." + answer.path("status").asText("completed"), event -> event.set(RESPONSE, answer));
        return events.list;
    }

    private static void item(Sequence events, int index, JsonNode item) {
        ObjectNode begun = item.deepCopy();
        String id = item.path("id").asText("");
        for (String list : List.of("content", "summary")) {
            if (begun.path(list).isArray()) {
                begun.putArray(list);
            }
        }
        for (String text : List.of("arguments", "input")) {
            if (begun.path(text).isTextual()) {
                begun.put(text, "");
            }
        }
        if (begun.has("status")) {
            begun.put("status", "in_progress");
        }
        events.add("response.output_item.added", event -> event.put("output_index", index)
                .set("item", begun));
        parts(events, index, id, item.path("summary"), "response.reasoning_summary_part", "summary_index");
        parts(events, index, id, item.path("content"), "response.content_part", "content_index");
        if (item.path("arguments").isTextual()) {
            text(
                    events,
                    index,
                    id,
                    item.path("arguments").asText(),
                    "response.function_call_arguments",
                    "arguments",
                    null,
                    0);
        }
        if (item.path("input").isTextual()) {
            text(events, index, id, item.path("input").asText(), "response.custom_tool_call_input", "input", null, 0);
        }
        events.add("response.output_item.done", event -> event.put("output_index", index)
                .set("item", item));
    }

    private static void parts(Sequence events, int index, String id, JsonNode parts, String kind, String position) {
        for (int i = 0; i < parts.size(); i++) {
            JsonNode part = parts.get(i);
            int at = i;
            String member = part.has("refusal") ? "refusal" : "text";
            ObjectNode begun = part.deepCopy();
            begun.put(member, "");
            events.add(kind + ".added", event -> place(event, id, index, position, at)
                    .set("part", begun));
            String of =
                    switch (part.path("type").asText("")) {
                        case "refusal" -> "response.refusal";
                        case "summary_text" -> "response.reasoning_summary_text";
                        case "reasoning_text" -> "response.reasoning_text";
                        default -> "response.output_text";
                    };
            text(events, index, id, part.path(member).asText(""), of, member, position, at);
            events.add(kind + ".done", event -> place(event, id, index, position, at)
                    .set("part", part));
        }
    }

    private static void text(
            Sequence events,
            int index,
            String id,
            String text,
            String of,
            String member,
            @Nullable String position,
            int at) {
        for (String word : position == null ? List.of(text) : Deltas.words(text)) {
            events.add(of + ".delta", event -> place(event, id, index, position, at)
                    .put("delta", word));
        }
        events.add(of + ".done", event -> place(event, id, index, position, at).put(member, text));
    }

    private static ObjectNode place(ObjectNode event, String id, int index, @Nullable String position, int at) {
        event.put("item_id", id).put("output_index", index);
        return position == null ? event : event.put(position, at);
    }

    /** Events that are numbered as they are added. */
    private static final class Sequence {
        private final List<Event> list = new ArrayList<>();

        private void add(String type, Consumer<ObjectNode> content) {
            ObjectNode event = Json.object().put("type", type).put("sequence_number", list.size());
            content.accept(event);
            list.add(Event.of(type, event.toString()));
        }
    }
}
