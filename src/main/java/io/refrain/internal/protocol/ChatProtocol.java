package io.refrain.internal.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.internal.answers.Ending;
import io.refrain.internal.answers.InvisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Chat completions: messages whole, or in deltas. Has no state. */
final class ChatProtocol extends ChoicesProtocol {
    private static final String CONTENT = "content";
    private static final String TOOL_CALLS = "tool_calls";
    private static final String FUNCTION_CALL = "function_call";
    private static final String LOGPROBS = "logprobs";

    /** Texts that a model says piece by piece, in the order in which it does. */
    private static final List<String> SPOKEN = List.of("reasoning_content", "reasoning", CONTENT, "refusal");

    private static final Set<String> OF_WHOLE_CHOICES = Set.of("message", "index", "finish_reason", LOGPROBS);

    @Override
    String wholeObject() {
        return "chat.completion";
    }

    @Override
    String partObject() {
        return "chat.completion.chunk";
    }

    @Override
    boolean isComplete(JsonNode question, JsonNode choice, String reason) {
        JsonNode message = choice.path("message");
        boolean calls = !message.path(TOOL_CALLS).isEmpty()
                || message.path(FUNCTION_CALL).isObject();
        boolean offered =
                !question.path("tools").isEmpty() || !question.path("functions").isEmpty();
        boolean says = isSaid(message.path(CONTENT))
                || isSaid(message.path("refusal"))
                || message.path("audio").isObject();
        boolean bounded = question.hasNonNull("max_tokens") || question.hasNonNull("max_completion_tokens");
        return Ending.isComplete(
                ending(reason.equals(FUNCTION_CALL) ? TOOL_CALLS : reason), !says && !calls, bounded, calls && offered);
    }

    private static boolean isSaid(JsonNode text) {
        return text.isTextual() ? !InvisibleText.isInvisible(text.textValue()) : text.isArray() && !text.isEmpty();
    }

    @Override
    void merge(ObjectNode choice, JsonNode part) {
        ObjectNode message = choice.withObjectProperty("message");
        Deltas.merge(message, part.path("delta"));
        if (part.path(LOGPROBS).isObject()) {
            Deltas.merge(choice.withObjectProperty(LOGPROBS), part.path(LOGPROBS));
        }
    }

    @Override
    void finish(ObjectNode choice) {
        ObjectNode message = choice.withObjectProperty("message");
        if (!message.has("role")) {
            message.put("role", "assistant");
        }
        if (!message.has(CONTENT)) {
            message.putNull(CONTENT);
        }
        for (JsonNode call : message.path(TOOL_CALLS)) {
            ((ObjectNode) call).remove("index");
        }
        if (!choice.has(LOGPROBS)) {
            choice.putNull(LOGPROBS);
        }
    }

    @Override
    List<ObjectNode> parts(ObjectNode choice) {
        JsonNode message = choice.path("message");
        List<ObjectNode> parts = new ArrayList<>();
        ObjectNode first = delta(choice, parts);
        message.properties().forEach(member -> {
            boolean spoken =
                    SPOKEN.contains(member.getKey()) && member.getValue().isTextual();
            if (!spoken && !member.getKey().equals(TOOL_CALLS)) {
                first.set(member.getKey(), member.getValue());
            }
        });
        SPOKEN.stream()
                .filter(name -> message.path(name).isTextual())
                .forEach(name -> say(choice, name, message.path(name).textValue(), parts));
        call(choice, message.path(TOOL_CALLS), parts);
        delta(choice, parts);
        return parts;
    }

    private static void say(ObjectNode choice, String name, String text, List<ObjectNode> parts) {
        JsonNode tokens = choice.path(LOGPROBS).path(name);
        if (isSpelledBy(text, tokens)) {
            for (JsonNode token : tokens) {
                delta(choice, parts).put(name, token.path("token").textValue());
                last(parts).putObject(LOGPROBS).putArray(name).add(token);
            }
            return;
        }
        for (String word : Deltas.words(text)) {
            delta(choice, parts).put(name, word);
        }
        if (tokens.isArray() && !tokens.isEmpty()) {
            last(parts).putObject(LOGPROBS).set(name, tokens);
        }
    }

    /** Whether the tokens are the text: some are only parts of a character. */
    private static boolean isSpelledBy(String text, JsonNode tokens) {
        StringBuilder spelled = new StringBuilder();
        tokens.forEach(token -> spelled.append(token.path("token").asText("")));
        return !text.isEmpty() && spelled.toString().equals(text);
    }

    /** As models do: first which, then what with. */
    private static void call(ObjectNode choice, JsonNode calls, List<ObjectNode> parts) {
        for (int i = 0; i < calls.size(); i++) {
            ObjectNode begun = calls.get(i).deepCopy();
            String arguments = begun.path("function").path("arguments").asText("");
            if (begun.get("function") instanceof ObjectNode function && function.has("arguments")) {
                function.put("arguments", "");
            }
            ObjectNode indexed = begun.objectNode().put("index", i);
            indexed.setAll(begun);
            delta(choice, parts).putArray(TOOL_CALLS).add(indexed);
            if (!arguments.isEmpty()) {
                ObjectNode rest = begun.objectNode().put("index", i);
                rest.putObject("function").put("arguments", arguments);
                delta(choice, parts).putArray(TOOL_CALLS).add(rest);
            }
        }
    }

    /** A new part, with what else a choice has; the answer is its delta. */
    private static ObjectNode delta(ObjectNode choice, List<ObjectNode> parts) {
        ObjectNode part = choice.objectNode();
        ObjectNode delta = part.putObject("delta");
        part.putNull(LOGPROBS);
        choice.properties().forEach(member -> {
            if (!OF_WHOLE_CHOICES.contains(member.getKey())) {
                part.set(member.getKey(), member.getValue());
            }
        });
        parts.add(part);
        return delta;
    }

    private static ObjectNode last(List<ObjectNode> parts) {
        return parts.get(parts.size() - 1);
    }
}
