package io.refrain.langchain4j;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import io.refrain.cassette.CanonicalJson;
import io.refrain.internal.answers.ClassesOfAllButContainers;
import org.jspecify.annotations.Nullable;

/**
 * Names a question: a SHA-256, in lowercase hexadecimal, over the {@linkplain CanonicalJson canonical JSON} of all that an answer depends on: every message,
 * every parameter, the provider, its base URL and the model. What is absent is not the same as what is empty or zero. Safe for use by several
 * threads at once.
 */
public final class QuestionKey {
    /** Changes when the same question would get another key, so that old entries are missed rather than mistaken. */
    private static final int SCHEMA = 2;

    /**
     * Sees the fields of parameters and messages, whatever their class, so that one that LangChain4j adds takes part by itself, and tells apart
     * objects that differ in nothing but their class; not lists and maps, whose class says how somebody made them. Only ever writes.
     */
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .setVisibility(PropertyAccessor.ALL, Visibility.NONE)
            .setVisibility(PropertyAccessor.FIELD, Visibility.ANY)
            .configure(SerializationFeature.FAIL_ON_EMPTY_BEANS, false)
            .setDefaultTyping(new ClassesOfAllButContainers());

    private QuestionKey() {}

    /**
     * The key of a question.
     *
     * @param provider who answers, such as {@code openai}
     * @param baseUrl where; empty for a built-in model
     * @param model which model
     * @param request the whole question
     * @throws IllegalArgumentException when a text in it is not well-formed Unicode, or a number is not finite
     */
    public static String of(String provider, String baseUrl, String model, ChatRequest request) {
        ObjectNode question = question(provider, baseUrl, model);
        ArrayNode messages = question.putArray("messages");
        request.messages().forEach(message -> messages.add(message(message)));
        question.set("parameters", parameters(request.parameters()));
        return CanonicalJson.sha256(CanonicalJson.of(question));
    }

    /**
     * The key of an item to be embedded.
     *
     * @param input the text, or the parts, and what the model is told of them
     */
    static String of(
            String provider, String baseUrl, String model, EmbeddingRequestParameters parameters, Object input) {
        ObjectNode question = question(provider, baseUrl, model);
        question.set("embedding", MAPPER.valueToTree(parameters));
        question.set("input", complete(MAPPER.valueToTree(input), null, input));
        return CanonicalJson.sha256(CanonicalJson.of(question));
    }

    private static ObjectNode question(String provider, String baseUrl, String model) {
        return MAPPER.createObjectNode()
                .put("schema", SCHEMA)
                .put("provider", provider)
                .put("base_url", baseUrl)
                .put("model", model);
    }

    private static JsonNode parameters(ChatRequestParameters parameters) {
        return complete(MAPPER.valueToTree(parameters), "temperature", parameters);
    }

    private static JsonNode message(ChatMessage message) {
        String text = plainText(message);
        if (text != null) {
            return MAPPER.createObjectNode().put("role", message.type().name()).put("content", text);
        }
        ObjectNode typed = MAPPER.createObjectNode().put("type", message.type().name());
        typed.set("message", complete(MAPPER.valueToTree(message), null, message));
        return typed;
    }

    /** The text of a message that is nothing but text; null for any other. */
    static @Nullable String plainText(ChatMessage message) {
        if (message instanceof SystemMessage system) {
            return system.text();
        }
        if (message instanceof UserMessage user
                && user.name() == null
                && user.hasSingleText()
                && user.attributes().isEmpty()) {
            return user.singleText();
        }
        if (message instanceof AiMessage ai && ai.text() != null && ai.equals(AiMessage.from(ai.text()))) {
            return ai.text();
        }
        return null;
    }

    /** A native executable in which a class is not registered for reflection would see none of its fields: then all would be equal. */
    private static JsonNode complete(JsonNode tree, @Nullable String field, Object source) {
        if (tree.isEmpty() || (field != null && !tree.has(field))) {
            throw new IllegalStateException("The fields of " + source.getClass().getName()
                    + " cannot be seen, so questions could not be told apart; register the class for reflection");
        }
        return tree;
    }
}
