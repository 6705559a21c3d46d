package io.refrain.internal.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.internal.answers.InvisibleText;
import io.refrain.internal.protocol.EventParser.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages made of content blocks, whole or block by block. Has no state. */
final class MessagesProtocol implements Protocol {
    private static final String CONTENT = "content";
    private static final String INPUT = "input";
    private static final String PARTIAL = "partial_json";

    /** The member of a block that a kind of delta adds to, and the kind. */
    private static final Map<String, String> SPOKEN =
            Map.of("text", "text_delta", "thinking", "thinking_delta", "signature", "signature_delta");

    @Override
    public boolean isEnd(Event event) {
        return type(event).equals("message_stop");
    }

    private static String type(Event event) {
        String name = event.name();
        if (name != null) {
            return name;
        }
        try {
            return Json.read(event.data()).path("type").asText("");
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    @Override
    public boolean isComplete(JsonNode question, JsonNode answer) {
        if (!says(answer.path(CONTENT))) {
            return false;
        }
        return switch (answer.path("stop_reason").asText("")) {
            case "end_turn", "stop_sequence" -> true;
            case "tool_use" -> !question.path("tools").isEmpty();
            case "max_tokens" -> question.hasNonNull("max_tokens");
            default -> false;
        };
    }

    /** Whether there is anything in it for whoever asked: a text that can be seen, or a call; thoughts alone are nothing. */
    private static boolean says(JsonNode blocks) {
        for (JsonNode block : blocks) {
            boolean nothing =
                    switch (block.path("type").asText("")) {
                        case "text" ->
                            InvisibleText.isInvisible(block.path("text").asText(""));
                        case "thinking", "redacted_thinking" -> true;
                        default -> false;
                    };
            if (!nothing) {
                return true;
            }
        }
        return false;
    }

    @Override
    public @Nullable ObjectNode assemble(List<JsonNode> events) {
        ObjectNode whole = null;
        for (JsonNode event : events) {
            switch (event.path("type").asText("")) {
                case "message_start" ->
                    whole = event.path("message").isObject()
                            ? event.path("message").deepCopy()
                            : null;
                case "content_block_start" -> block(whole, event).setAll((ObjectNode) event.path("content_block"));
                case "content_block_delta" -> add(block(whole, event), event.path("delta"));
                case "content_block_stop" -> finish(block(whole, event));
                case "message_delta" -> {
                    if (whole != null) {
                        whole.setAll((ObjectNode) event.path("delta"));
                        ObjectNode usage = whole.withObjectProperty("usage");
                        event.path("usage").properties().forEach(count -> usage.set(count.getKey(), count.getValue()));
                    }
                }
                default -> {}
            }
        }
        if (whole != null) {
            Deltas.settle(whole);
        }
        return whole;
    }

    private static ObjectNode block(@Nullable ObjectNode whole, JsonNode event) {
        if (whole == null) {
            throw new IllegalArgumentException("A block without a message");
        }
        ArrayNode blocks = whole.withArrayProperty(CONTENT);
        int index = event.path("index").asInt(-1);
        if (index == blocks.size()) {
            blocks.addObject();
        }
        return (ObjectNode) blocks.path(index);
    }

    private static void add(ObjectNode block, JsonNode delta) {
        for (Map.Entry<String, JsonNode> member : delta.properties()) {
            String name = member.getKey();
            if (name.equals("citation")) {
                block.withArrayProperty("citations").add(member.getValue());
            } else if (!name.equals("type")) {
                Deltas.append(block, name, member.getValue().asText());
            }
        }
    }

    private static void finish(ObjectNode block) {
        Deltas.settle(block);
        JsonNode partial = block.remove(PARTIAL);
        if (partial != null && !partial.asText().isEmpty()) {
            try {
                block.set(INPUT, Json.read(partial.asText()));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("The input of a tool is no JSON", e);
            }
        }
    }

    @Override
    public List<Event> split(ObjectNode answer, boolean usage) {
        List<Event> events = new ArrayList<>();
        ObjectNode message = answer.deepCopy();
        message.putArray(CONTENT);
        message.putNull("stop_reason");
        message.putNull("stop_sequence");
        events.add(event("message_start", -1, "message", message));
        JsonNode blocks = answer.path(CONTENT);
        for (int i = 0; i < blocks.size(); i++) {
            block(i, blocks.get(i), events);
        }
        ObjectNode end = answer.objectNode();
        end.set("stop_reason", answer.path("stop_reason"));
        end.set("stop_sequence", answer.has("stop_sequence") ? answer.get("stop_sequence") : answer.nullNode());
        ObjectNode delta = answer.objectNode().put("type", "message_delta");
        delta.set("delta", end);
        delta.set("usage", answer.path("usage").isObject() ? answer.path("usage") : answer.objectNode());
        events.add(Event.of("message_delta", delta.toString()));
        events.add(Event.of(
                "message_stop", answer.objectNode().put("type", "message_stop").toString()));
        return events;
    }

    private static void block(int index, JsonNode block, List<Event> events) {
        ObjectNode begun = block.deepCopy();
        SPOKEN.keySet().stream().filter(begun::has).forEach(name -> begun.put(name, ""));
        boolean input = begun.path(INPUT).isObject();
        if (input) {
            begun.putObject(INPUT);
        }
        JsonNode citations = begun.remove("citations");
        events.add(event("content_block_start", index, "content_block", begun));
        for (String name : List.of("thinking", "signature", "text")) {
            String text = block.path(name).asText("");
            for (String word : name.equals("signature") && !text.isEmpty() ? List.of(text) : Deltas.words(text)) {
                events.add(delta(index, SPOKEN.get(name), name, begun.textNode(word)));
            }
        }
        if (citations != null) {
            citations.forEach(each -> events.add(delta(index, "citations_delta", "citation", each)));
        }
        if (input) {
            events.add(delta(
                    index,
                    "input_json_delta",
                    PARTIAL,
                    begun.textNode(block.path(INPUT).toString())));
        }
        events.add(event("content_block_stop", index, null, null));
    }

    private static Event delta(int index, @Nullable String type, String name, JsonNode value) {
        ObjectNode delta = Json.object().put("type", type);
        delta.set(name, value);
        return event("content_block_delta", index, "delta", delta);
    }

    private static Event event(String type, int index, @Nullable String name, @Nullable JsonNode value) {
        ObjectNode event = Json.object().put("type", type);
        if (index >= 0) {
            event.put("index", index);
        }
        if (name != null) {
            event.set(name, value);
        }
        return Event.of(type, event.toString());
    }
}
