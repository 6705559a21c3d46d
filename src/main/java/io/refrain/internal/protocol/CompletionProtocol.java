package io.refrain.internal.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.internal.answers.Ending;
import io.refrain.internal.answers.InvisibleText;
import java.util.ArrayList;
import java.util.List;

/** The older completions: texts whole, or in pieces. Has no state. */
final class CompletionProtocol extends ChoicesProtocol {
    private static final String TEXT = "text";
    private static final String LOGPROBS = "logprobs";

    @Override
    String wholeObject() {
        return "text_completion";
    }

    @Override
    String partObject() {
        return "text_completion";
    }

    /** A completion has a default bound of 16 tokens, so one that is cut without {@code max_tokens} is not what was wanted. */
    @Override
    boolean isComplete(JsonNode question, JsonNode choice, String reason) {
        return Ending.isComplete(
                ending(reason),
                InvisibleText.isInvisible(choice.path(TEXT).asText("")),
                question.hasNonNull("max_tokens"),
                false);
    }

    @Override
    void merge(ObjectNode choice, JsonNode part) {
        ObjectNode piece = Json.object();
        piece.put(TEXT, part.path(TEXT).asText(""));
        if (part.path(LOGPROBS).isObject()) {
            piece.set(LOGPROBS, part.path(LOGPROBS));
        }
        Deltas.merge(choice, piece);
    }

    @Override
    void finish(ObjectNode choice) {
        if (!choice.has(LOGPROBS)) {
            choice.putNull(LOGPROBS);
        }
    }

    @Override
    List<ObjectNode> parts(ObjectNode choice) {
        List<ObjectNode> parts = new ArrayList<>();
        for (String word : Deltas.words(choice.path(TEXT).asText(""))) {
            parts.add(part(choice, word));
        }
        ObjectNode last = part(choice, "");
        last.set(LOGPROBS, choice.path(LOGPROBS));
        parts.add(last);
        return parts;
    }

    private static ObjectNode part(ObjectNode choice, String text) {
        ObjectNode part = choice.objectNode();
        part.setAll(choice);
        part.put(TEXT, text);
        part.putNull(LOGPROBS);
        return part;
    }
}
