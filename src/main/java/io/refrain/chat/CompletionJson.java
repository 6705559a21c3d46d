package io.refrain.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.llm.ProviderError;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Questions and answers of /chat as the OpenAI API's chat completions have them, which is how they are recorded. Has no state. */
final class CompletionJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String CONTENT = "content";

    private CompletionJson() {}

    /**
     * A question.
     *
     * @param model which model is asked
     * @param temperature null for none
     */
    static ObjectNode question(ChatQuestion question, String model, @Nullable Double temperature) {
        ObjectNode body = MAPPER.createObjectNode().put("model", model);
        ArrayNode messages = body.putArray("messages");
        for (Turn turn : question.turns()) {
            if (turn.whole() == null) {
                messages.addObject()
                        .put("role", turn.role().name().toLowerCase(Locale.ROOT))
                        .put(CONTENT, turn.content());
            } else {
                messages.add(MAPPER.<JsonNode>valueToTree(turn.whole()));
            }
        }
        put(body, "temperature", temperature);
        put(body, "top_p", question.topP());
        put(body, "max_tokens", question.maxTokens());
        put(body, "stop", question.stop().isEmpty() ? null : question.stop());
        put(body, "seed", question.seed());
        question.more().forEach((name, value) -> put(body, name, value));
        return body;
    }

    /** An answer. */
    static ObjectNode answer(Answer answer) {
        Answer.Metadata metadata = answer.responseMetadata();
        ObjectNode whole = MAPPER.createObjectNode()
                .put("id", answer.id())
                .put("object", "chat.completion")
                .put("created", 0)
                .put("model", metadata.modelName());
        put(whole, "system_fingerprint", metadata.systemFingerprint());
        ObjectNode choice = whole.putArray("choices").addObject().put("index", 0);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        put(message, "reasoning_content", answer.reasoningContent());
        message.put(CONTENT, answer.content().isEmpty() && answer.toolCalls() != null ? null : answer.content());
        put(message, "refusal", answer.refusal());
        put(message, "tool_calls", answer.toolCalls());
        put(choice, "logprobs", metadata.logprobs());
        choice.put("finish_reason", metadata.finishReason());
        Answer.TokenUsage usage = metadata.tokenUsage();
        ObjectNode counts = MAPPER.createObjectNode();
        put(counts, "prompt_tokens", usage.promptTokens());
        put(counts, "completion_tokens", usage.completionTokens());
        put(counts, "total_tokens", usage.totalTokens());
        put(whole, "usage", counts.isEmpty() ? null : counts);
        return whole;
    }

    /** What a provider said instead of an answer. */
    static ObjectNode error(@Nullable ProviderError said) {
        ObjectNode body = MAPPER.createObjectNode();
        ObjectNode error = body.putObject("error");
        if (said != null) {
            error.put("message", said.message()).put("type", said.type()).put("code", said.code());
        }
        return body;
    }

    /**
     * The answer that a completion is.
     *
     * @return null when it is none
     */
    static @Nullable Answer read(JsonNode whole) {
        JsonNode choice = whole.path("choices").path(0);
        JsonNode message = choice.path("message");
        if (!message.isObject()) {
            return null;
        }
        JsonNode usage = whole.path("usage");
        String content = text(message, CONTENT);
        String reasoning = text(message, "reasoning_content");
        JsonNode calls = message.path("tool_calls");
        String id = text(whole, "id");
        return new Answer(
                id == null ? "refrain-replay" : id,
                content == null ? "" : content,
                calls.isEmpty() ? null : calls,
                text(message, "refusal"),
                reasoning == null ? text(message, "reasoning") : reasoning,
                new Answer.Metadata(
                        new Answer.TokenUsage(
                                count(usage, "prompt_tokens"),
                                count(usage, "completion_tokens"),
                                count(usage, "total_tokens")),
                        text(whole, "model"),
                        text(whole, "system_fingerprint"),
                        text(choice, "finish_reason"),
                        choice.path("logprobs").isObject() ? choice.path("logprobs") : null));
    }

    private static @Nullable String text(JsonNode object, String name) {
        return object.path(name).textValue();
    }

    private static @Nullable Integer count(JsonNode usage, String name) {
        return usage.path(name).isInt() ? (Integer) usage.path(name).intValue() : null;
    }

    private static void put(ObjectNode object, String name, @Nullable Object value) {
        if (value != null) {
            object.set(name, MAPPER.valueToTree(value));
        }
    }
}
