package io.refrain.internal.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.internal.answers.Ending;
import io.refrain.internal.protocol.EventParser.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the two protocols have in common whose answers have a list of choices. Has no state. */
abstract class ChoicesProtocol implements Protocol {
    static final String DONE = "[DONE]";
    private static final String CHOICES = "choices";
    private static final String USAGE = "usage";
    private static final String FINISH_REASON = "finish_reason";

    /** The value of {@code object} of a whole answer. */
    abstract String wholeObject();

    /** The value of {@code object} of a part. */
    abstract String partObject();

    /** Adds the part of a choice to what is there. */
    abstract void merge(ObjectNode choice, JsonNode part);

    /** Takes out of a whole choice what only its parts need. */
    abstract void finish(ObjectNode choice);

    /** The parts of a choice, without index and reason. */
    abstract List<ObjectNode> parts(ObjectNode choice);

    /** Whether a choice is complete by itself. */
    abstract boolean isComplete(JsonNode question, JsonNode choice, String reason);

    /** Why a choice ended. */
    static Ending ending(String reason) {
        return switch (reason) {
            case "stop" -> Ending.STOP;
            case "length" -> Ending.LENGTH;
            case "tool_calls" -> Ending.TOOLS;
            default -> Ending.OTHER;
        };
    }

    @Override
    public final boolean isEnd(Event event) {
        return event.data().strip().equals(DONE);
    }

    @Override
    public final boolean isComplete(JsonNode question, JsonNode answer) {
        JsonNode choices = answer.path(CHOICES);
        if (!choices.isArray() || choices.isEmpty()) {
            return false;
        }
        for (JsonNode choice : choices) {
            JsonNode reason = choice.path(FINISH_REASON);
            if (!reason.isTextual() || !isComplete(question, choice, reason.textValue())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public final boolean usageIsAsked() {
        return true;
    }

    @Override
    public final boolean isUsage(JsonNode event) {
        return event.path(CHOICES).isEmpty() && event.path(USAGE).isObject();
    }

    @Override
    public final @Nullable ObjectNode assemble(List<JsonNode> events) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        Map<Integer, ObjectNode> choices = new TreeMap<>();
        for (JsonNode event : events) {
            for (Map.Entry<String, JsonNode> member : event.properties()) {
                if (!member.getKey().equals(CHOICES) && !(member.getValue().isNull() && whole.has(member.getKey()))) {
                    whole.set(member.getKey(), member.getValue());
                }
            }
            for (JsonNode part : event.path(CHOICES)) {
                ObjectNode choice = choices.computeIfAbsent(
                        part.path("index").asInt(0),
                        index -> JsonNodeFactory.instance.objectNode().put("index", index));
                merge(choice, part);
                for (Map.Entry<String, JsonNode> member : part.properties()) {
                    if (!isContent(member.getKey()) && (!member.getValue().isNull() || !choice.has(member.getKey()))) {
                        choice.set(member.getKey(), member.getValue());
                    }
                }
            }
        }
        if (choices.isEmpty()) {
            return null;
        }
        whole.put("object", wholeObject());
        if (whole.path(USAGE).isNull()) {
            whole.remove(USAGE);
        }
        ArrayNode list = whole.putArray(CHOICES);
        choices.values().forEach(choice -> {
            Deltas.settle(choice);
            finish(choice);
            list.add(choice);
        });
        return whole;
    }

    /** Whether a member of a choice comes in pieces. */
    private static boolean isContent(String name) {
        return name.equals("delta") || name.equals("text") || name.equals("logprobs");
    }

    @Override
    public final List<Event> split(ObjectNode answer, boolean usage) {
        ObjectNode head = answer.deepCopy();
        head.put("object", partObject());
        JsonNode tokens = head.remove(USAGE);
        List<Event> events = new ArrayList<>();
        for (JsonNode each : answer.path(CHOICES)) {
            if (!(each instanceof ObjectNode choice)) {
                continue;
            }
            List<ObjectNode> parts = parts(choice);
            for (int i = 0; i < parts.size(); i++) {
                boolean last = i == parts.size() - 1;
                ObjectNode part = parts.get(i);
                part.set("index", choice.path("index"));
                part.set(FINISH_REASON, last ? choice.path(FINISH_REASON) : part.nullNode());
                events.add(event(head, part, usage));
            }
        }
        if (usage && tokens != null) {
            ObjectNode last = head.deepCopy();
            last.putArray(CHOICES);
            last.set(USAGE, tokens);
            events.add(Event.of(null, last.toString()));
        }
        events.add(Event.of(null, DONE));
        return events;
    }

    private static Event event(ObjectNode head, ObjectNode part, boolean usage) {
        ObjectNode event = head.objectNode();
        event.setAll(head);
        event.set(CHOICES, event.arrayNode().add(part));
        if (usage) {
            event.putNull(USAGE);
        }
        return Event.of(null, event.toString());
    }
}
