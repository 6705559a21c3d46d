package io.refrain.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.Serializable;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An answer in the shape of LangChain's {@code AIMessage}. What the provider does not tell is null. Immutable.
 *
 * @param id the provider's name of it
 * @param content what the model said
 * @param toolCalls the tools that the model wants called, as the OpenAI API has them; null for none
 * @param refusal why the model does not answer; null when it does
 * @param reasoningContent what the model thought, as far as the provider tells
 * @param responseMetadata how it came about
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"id", "content", "tool_calls", "refusal", "reasoning_content", "response_metadata"})
record Answer(
        String id,
        String content,
        @JsonProperty("tool_calls")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Schema(type = SchemaType.ARRAY, implementation = Object.class)
                @Nullable
                JsonNode toolCalls,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String refusal,
        @JsonProperty("reasoning_content") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reasoningContent,
        @JsonProperty("response_metadata") Metadata responseMetadata)
        implements Serializable {

    /** An answer that is nothing but text. */
    Answer(String id, String content, Metadata responseMetadata) {
        this(id, content, null, null, null, responseMetadata);
    }

    /** Refuses what Jackson may have read from a damaged row. */
    Answer {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(responseMetadata, "response_metadata");
        toolCalls = present(toolCalls);
    }

    /** JSON's null, as Jackson reads it, is none. */
    private static @Nullable JsonNode present(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : node;
    }

    /**
     * How an answer came about.
     *
     * @param tokenUsage what it cost
     * @param modelName the model that answered, as the provider names it
     * @param systemFingerprint the provider's name of its configuration
     * @param finishReason why the model stopped, as the OpenAI API names it, or in the provider's own word
     * @param logprobs how likely each token was, as the provider tells it; null unless the question asks for it
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @JsonPropertyOrder({"token_usage", "model_name", "system_fingerprint", "finish_reason", "logprobs"})
    record Metadata(
            @JsonProperty("token_usage") TokenUsage tokenUsage,
            @JsonProperty("model_name") @Nullable String modelName,
            @JsonProperty("system_fingerprint") @Nullable String systemFingerprint,
            @JsonProperty("finish_reason") @Nullable String finishReason,
            @Schema(type = SchemaType.OBJECT, implementation = Object.class) @Nullable JsonNode logprobs)
            implements Serializable {
        Metadata {
            Objects.requireNonNull(tokenUsage, "token_usage");
            logprobs = present(logprobs);
        }
    }

    /** What an answer cost, in tokens. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @JsonPropertyOrder({"prompt_tokens", "completion_tokens", "total_tokens"})
    record TokenUsage(
            @JsonProperty("prompt_tokens") @Nullable Integer promptTokens,
            @JsonProperty("completion_tokens") @Nullable Integer completionTokens,
            @JsonProperty("total_tokens") @Nullable Integer totalTokens)
            implements Serializable {}
}
