package io.refrain.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a chat model as JSON, in which it keeps every field but the raw exchange with the server. Messages are as LangChain4j itself writes
 * them. Has no state.
 */
final class ChatResponseJson {
    /** Changes when earlier versions cannot be read. */
    private static final int VERSION = 1;

    private ChatResponseJson() {}

    static String write(ChatResponse answer) {
        try {
            ObjectNode json = BuiltObjects.MAPPER.createObjectNode().put("version", VERSION);
            json.set("message", BuiltObjects.MAPPER.readTree(ChatMessageSerializer.messageToJson(answer.aiMessage())));
            ChatResponseMetadata metadata = answer.metadata();
            ObjectNode common = json.putObject("metadata");
            BuiltObjects.write(metadata, ChatResponseMetadata.class, common);
            put(common, "id", metadata.id());
            put(common, "model", metadata.modelName());
            put(common, "finish_reason", CompleteAnswers.name(metadata.finishReason()));
            TokenUsage usage = metadata.tokenUsage();
            if (usage != null) {
                ObjectNode tokens = json.putObject("usage");
                BuiltObjects.write(usage, TokenUsage.class, tokens);
                put(tokens, "input", usage.inputTokenCount());
                put(tokens, "output", usage.outputTokenCount());
                put(tokens, "total", usage.totalTokenCount());
            }
            return BuiltObjects.MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static ChatResponse read(String text) {
        try {
            JsonNode json = BuiltObjects.MAPPER.readTree(text);
            if (json.path("version").intValue() != VERSION
                    || !(ChatMessageDeserializer.messageFromJson(
                                    json.path("message").toString())
                            instanceof AiMessage message)) {
                throw new IllegalArgumentException("Not an answer of a chat model, version " + VERSION);
            }
            JsonNode common = json.path("metadata");
            FinishReason reason =
                    CompleteAnswers.reason(common.path("finish_reason").textValue());
            ChatResponseMetadata.Builder<?> metadata = BuiltObjects.builder(common, ChatResponseMetadata.class)
                            instanceof ChatResponseMetadata.Builder<?> own
                    ? own
                    : ChatResponseMetadata.builder();
            metadata.id(common.path("id").textValue())
                    .modelName(common.path("model").textValue())
                    .finishReason(reason)
                    .tokenUsage(json.has("usage") ? usage(json.path("usage")) : null);
            return ChatResponse.builder()
                    .aiMessage(message)
                    .metadata(metadata.build())
                    .build();
        } catch (JsonProcessingException | RuntimeException e) {
            throw new IllegalArgumentException("Not an answer of a chat model: " + e.getMessage(), e);
        }
    }

    private static TokenUsage usage(JsonNode tokens) {
        Integer input = integer(tokens.path("input"));
        Integer output = integer(tokens.path("output"));
        Integer total = integer(tokens.path("total"));
        Object builder = BuiltObjects.builder(tokens, TokenUsage.class);
        if (builder != null) {
            BuiltObjects.set(builder, "inputTokenCount", input);
            BuiltObjects.set(builder, "outputTokenCount", output);
            BuiltObjects.set(builder, "totalTokenCount", total);
            if (BuiltObjects.build(builder) instanceof TokenUsage usage) {
                return usage;
            }
        }
        return new TokenUsage(input, output, total);
    }

    private static @Nullable Integer integer(JsonNode node) {
        return node.isInt() ? node.intValue() : null;
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value != null) {
            json.putPOJO(name, value);
        }
    }
}
