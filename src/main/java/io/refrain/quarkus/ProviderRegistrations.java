package io.refrain.quarkus;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.anthropic.AnthropicChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNullSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.langchain4j.model.ollama.OllamaChatRequestParameters;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Names for a native executable what goes over the wire to the providers that have an API of their own, and what a question may be made of. Without
 * it Gemini would be sent an empty object.
 */
@RegisterForReflection(
        targets = {
            AnthropicChatRequestParameters.class,
            OllamaChatRequestParameters.class,
            UserMessage.class,
            SystemMessage.class,
            AiMessage.class,
            ToolExecutionResultMessage.class,
            TextContent.class,
            ImageContent.class,
            Image.class,
            ToolExecutionRequest.class,
            ToolSpecification.class,
            ResponseFormat.class,
            JsonSchema.class,
            JsonAnyOfSchema.class,
            JsonArraySchema.class,
            JsonBooleanSchema.class,
            JsonEnumSchema.class,
            JsonIntegerSchema.class,
            JsonNullSchema.class,
            JsonNumberSchema.class,
            JsonObjectSchema.class,
            JsonRawSchema.class,
            JsonReferenceSchema.class,
            JsonStringSchema.class
        },
        classNames = {
            "dev.langchain4j.model.ollama.OllamaChatRequest",
            "dev.langchain4j.model.ollama.OllamaChatResponse",
            "dev.langchain4j.model.ollama.Message",
            "dev.langchain4j.model.ollama.Options",
            "dev.langchain4j.model.ollama.Parameters",
            "dev.langchain4j.model.ollama.Role",
            "dev.langchain4j.model.ollama.Tool",
            "dev.langchain4j.model.ollama.ToolCall",
            "dev.langchain4j.model.ollama.Function",
            "dev.langchain4j.model.ollama.FunctionCall",
            "dev.langchain4j.model.ollama.FormatSerializer"
        })
final class ProviderRegistrations {
    private ProviderRegistrations() {}

    /** With all that is in them. */
    @RegisterForReflection(
            registerFullHierarchy = true,
            classNames = {
                "dev.langchain4j.model.googleai.GeminiGenerateContentRequest",
                "dev.langchain4j.model.googleai.GeminiGenerateContentResponse"
            })
    static final class Gemini {
        private Gemini() {}
    }
}
