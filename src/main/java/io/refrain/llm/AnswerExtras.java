package io.refrain.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came back with an answer that LangChain4j has no place for, kept as attributes of its message. Immutable.
 *
 * @param finishReason why the model stopped, in the provider's own word
 * @param refusal why it does not answer
 * @param logprobs how likely each token was, as it came
 * @param toolCalls the calls of tools, as they came
 */
public record AnswerExtras(
        @Nullable String finishReason,
        @Nullable String refusal,
        @Nullable JsonNode logprobs,
        @Nullable JsonNode toolCalls) {
    private static final String ATTRIBUTE = "refrain";
    private static final AnswerExtras NONE = new AnswerExtras(null, null, null, null);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Those of an answer. */
    public static AnswerExtras of(ChatResponse answer) {
        Object extras = answer.aiMessage().attributes().get(ATTRIBUTE);
        return extras instanceof AnswerExtras some ? some : NONE;
    }

    /** An answer that has these. */
    ChatResponse addTo(ChatResponse answer) {
        AiMessage message = answer.aiMessage();
        Map<String, Object> attributes = new HashMap<>(message.attributes());
        attributes.put(ATTRIBUTE, this);
        return answer.toBuilder()
                .aiMessage(message.toBuilder().attributes(attributes).build())
                .build();
    }

    /** Reads what {@link OpenAiWire} has put into the body of an answer, or into each of its events. */
    static AnswerExtras read(List<String> bodies) {
        AnswerExtras all = NONE;
        for (String body : bodies) {
            if (body.contains(OpenAiWire.EXTRAS)) {
                try {
                    all = all.and(MAPPER.readTree(body).path("choices").path(0).path(OpenAiWire.EXTRAS));
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException("What is read here was written here", e);
                }
            }
        }
        return all;
    }

    private AnswerExtras and(JsonNode next) {
        String reason = next.path("finish_reason").textValue();
        String more = next.path("refusal").textValue();
        return new AnswerExtras(
                reason == null ? finishReason : reason,
                refusal == null || more == null ? (more == null ? refusal : more) : refusal + more,
                merged(logprobs, next.get("logprobs")),
                next.has("tool_calls") ? next.get("tool_calls") : toolCalls);
    }

    /** The lists of a stream's parts, one after the other. */
    private static @Nullable JsonNode merged(@Nullable JsonNode one, @Nullable JsonNode other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        ObjectNode both = one.deepCopy();
        other.properties().forEach(field -> {
            if (both.get(field.getKey()) instanceof ArrayNode list && field.getValue() instanceof ArrayNode more) {
                list.addAll(more);
            } else if (!both.hasNonNull(field.getKey())) {
                both.set(field.getKey(), field.getValue());
            }
        });
        return both;
    }
}
