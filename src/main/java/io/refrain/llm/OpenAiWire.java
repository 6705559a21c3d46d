package io.refrain.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of the OpenAI API LangChain4j's client cannot say, or would stumble over. A question's messages go out as they came. Of an answer only what
 * is needed is handed on, so that nothing else can be wrong with it; what LangChain4j has no place for is added under {@link #EXTRAS}. What has an
 * {@code error} in it, or is not one JSON object, is no answer. Safe for use by several threads at once.
 */
final class OpenAiWire implements Wire {
    /** Where an answer has what LangChain4j does not read. */
    static final String EXTRAS = "refrain_extras";

    /** What marks the end of a stream, and is no JSON. */
    private static final String DONE = "[DONE]";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String secret;

    /** @param secret the credential, which a provider may repeat; empty for none */
    OpenAiWire(String secret) {
        this.secret = secret;
    }

    @Override
    public String question(String body) {
        if (!body.contains(LanguageModel.MESSAGES)) {
            return body;
        }
        try {
            ObjectNode question = (ObjectNode) MAPPER.readTree(body);
            JsonNode messages = question.remove(LanguageModel.MESSAGES);
            if (messages != null) {
                question.set("messages", messages);
            }
            return MAPPER.writeValueAsString(question);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("LangChain4j writes JSON", e);
        }
    }

    @Override
    public String answer(String body) {
        JsonNode answer = read(body);
        JsonNode choice = answer.path("choices").path(0);
        JsonNode message = choice.path("message");
        if (!message.isObject()) {
            throw new NoAnswer("sent something that is no answer: there is no message in it");
        }
        return clean(answer, choice, "message", message);
    }

    @Override
    public String event(String data) {
        if (data.strip().equals(DONE)) {
            return DONE;
        }
        JsonNode event = read(data);
        JsonNode choice = event.path("choices").path(0);
        return clean(event, choice, "delta", choice.path("delta"));
    }

    private JsonNode read(String body) {
        JsonNode root;
        try {
            root = MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new NoAnswer("sent something that is no answer: it is not one JSON object");
        }
        if (!root.isObject()) {
            throw new NoAnswer("sent something that is no answer: it is not one JSON object");
        }
        JsonNode error = root.path("error");
        if (!error.isMissingNode() && !error.isNull()) {
            throw new NoAnswer(
                    "sent an error instead of an answer", ProviderError.status(error), ProviderError.of(error, secret));
        }
        return root;
    }

    private static String clean(JsonNode root, JsonNode choice, String name, JsonNode message) {
        ObjectNode clean = MAPPER.createObjectNode();
        for (String field : List.of("id", "model", "system_fingerprint")) {
            copyText(root, clean, field);
        }
        var choices = clean.putArray("choices");
        if (choice.isObject()) {
            ObjectNode only = choices.addObject().put("index", 0);
            copyText(choice, only, "finish_reason");
            only.set(name, message(message));
            extras(choice, message, only);
        }
        usage(root.path("usage"), clean);
        String text = clean.toString();
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new NoAnswer("sent something that is no answer: it holds half a pair of surrogates");
        }
        return text;
    }

    private static ObjectNode message(JsonNode message) {
        ObjectNode clean = MAPPER.createObjectNode().put("role", "assistant");
        String content = text(message.path("content"));
        if (content != null) {
            clean.put("content", content);
        }
        String reasoning = text(message.path("reasoning_content"));
        if (reasoning == null) {
            // As OpenRouter and vLLM have it.
            reasoning = text(message.path("reasoning"));
        }
        if (reasoning != null) {
            clean.put("reasoning_content", reasoning);
        }
        JsonNode calls = message.path("tool_calls");
        if (calls.isArray() && !calls.isEmpty()) {
            clean.set("tool_calls", calls);
        }
        return clean;
    }

    /** One text, or, as some servers have it, a list of parts. */
    private static @Nullable String text(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        if (!node.isArray()) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : node) {
            text.append(part.path("text").asText(""));
        }
        return text.toString();
    }

    private static void extras(JsonNode choice, JsonNode message, ObjectNode clean) {
        ObjectNode extras = MAPPER.createObjectNode();
        copyText(choice, extras, "finish_reason");
        copyText(message, extras, "refusal");
        JsonNode logprobs = choice.path("logprobs");
        if (logprobs.isObject()) {
            extras.set("logprobs", logprobs);
        }
        // In a stream they come in pieces, which LangChain4j puts together.
        JsonNode calls = message.path("tool_calls");
        if (clean.has("message") && calls.isArray() && !calls.isEmpty()) {
            extras.set("tool_calls", calls);
        }
        if (!extras.isEmpty()) {
            clean.set(EXTRAS, extras);
        }
    }

    private static void usage(JsonNode usage, ObjectNode clean) {
        ObjectNode counts = MAPPER.createObjectNode();
        for (String field : List.of("prompt_tokens", "completion_tokens", "total_tokens")) {
            JsonNode count = usage.path(field);
            if (count.isNumber() && count.canConvertToInt()) {
                counts.put(field, count.intValue());
            }
        }
        if (!counts.isEmpty()) {
            clean.set("usage", counts);
        }
    }

    private static void copyText(JsonNode from, ObjectNode to, String field) {
        if (from.path(field).isTextual()) {
            to.put(field, from.path(field).textValue());
        }
    }
}
