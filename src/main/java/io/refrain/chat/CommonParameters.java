package io.refrain.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.internal.JsonSchemaElementJsonUtils;
import dev.langchain4j.model.anthropic.AnthropicChatRequestParameters;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.ollama.OllamaChatRequestParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a question in the terms that LangChain4j has for every provider. What has no place there is refused, not dropped: an answer that
 * ignores a part of its question is none. Confined to one thread.
 */
final class CommonParameters {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final String USER = "user";

    private final String provider;

    CommonParameters(String provider) {
        this.provider = provider;
    }

    ChatRequestParameters of(ChatQuestion question, String model, @Nullable Double temperature) {
        DefaultChatRequestParameters.Builder<?> parameters = builder(question);
        parameters
                .modelName(model)
                .temperature(temperature)
                .topP(question.topP())
                .maxOutputTokens(question.maxTokens());
        if (!question.stop().isEmpty()) {
            parameters.stopSequences(question.stop());
        }
        question.more().forEach((name, value) -> set(parameters, name, value));
        return parameters.build();
    }

    /** With what only this provider takes, as far as the question has it; otherwise the one of all, by which questions have been named so far. */
    private DefaultChatRequestParameters.Builder<?> builder(ChatQuestion question) {
        Integer seed = question.seed();
        if (seed != null) {
            if (!provider.equals("ollama")) {
                throw refused("seed");
            }
            return OllamaChatRequestParameters.builder().seed(seed);
        }
        if (provider.equals("anthropic") && question.more().get(USER) instanceof String user) {
            return AnthropicChatRequestParameters.builder().userId(user);
        }
        return ChatRequestParameters.builder();
    }

    private void set(DefaultChatRequestParameters.Builder<?> parameters, String name, Object value) {
        switch (name) {
            case FurtherParameters.MAX_COMPLETION_TOKENS -> parameters.maxOutputTokens(((Number) value).intValue());
            case FurtherParameters.FREQUENCY_PENALTY -> parameters.frequencyPenalty(((Number) value).doubleValue());
            case FurtherParameters.PRESENCE_PENALTY -> parameters.presencePenalty(((Number) value).doubleValue());
            case FurtherParameters.TOOLS -> parameters.toolSpecifications(tools((List<?>) value));
            case FurtherParameters.TOOL_CHOICE ->
                parameters.toolChoice(Optional.of(value)
                        .filter(String.class::isInstance)
                        .map(choice -> ToolChoice.valueOf(((String) choice).toUpperCase(Locale.ROOT)))
                        .orElseThrow(() -> refused(name)));
            case FurtherParameters.RESPONSE_FORMAT -> parameters.responseFormat(format((Map<?, ?>) value));
            case "n" -> {
                // One answer is what every provider gives.
            }
            case USER -> {
                if (!(parameters instanceof AnthropicChatRequestParameters.Builder)) {
                    throw refused(name);
                }
            }
            default -> throw refused(name);
        }
    }

    private List<ToolSpecification> tools(List<?> tools) {
        List<ToolSpecification> specifications = new ArrayList<>();
        for (Object tool : tools) {
            if (tool instanceof Map<?, ?> object && object.get("function") instanceof Map<?, ?> function) {
                var specification = ToolSpecification.builder().name(String.valueOf(function.get("name")));
                if (function.get("description") instanceof String description) {
                    specification.description(description);
                }
                if (function.get("parameters") instanceof Map<?, ?> schema) {
                    if (!(schema(schema) instanceof JsonObjectSchema known)) {
                        throw refused(FurtherParameters.TOOLS + "[" + specifications.size() + "].function.parameters");
                    }
                    specification.parameters(known);
                }
                specifications.add(specification.build());
            }
        }
        return specifications;
    }

    private static ResponseFormat format(Map<?, ?> format) {
        if (format.get("json_schema") instanceof Map<?, ?> described
                && described.get("schema") instanceof Map<?, ?> schema) {
            return ResponseFormat.builder()
                    .type(ResponseFormatType.JSON)
                    .jsonSchema(JsonSchema.builder()
                            .name(described.get("name") instanceof String name ? name : "answer")
                            .rootElement(schema(schema))
                            .build())
                    .build();
        }
        return "text".equals(format.get("type")) ? ResponseFormat.TEXT : ResponseFormat.JSON;
    }

    @SuppressWarnings("unchecked") // the names in an object of JSON are texts
    private static JsonSchemaElement schema(Map<?, ?> schema) {
        try {
            return JsonSchemaElementJsonUtils.fromMap((Map<String, Object>) schema);
        } catch (RuntimeException e) {
            try {
                return JsonRawSchema.from(MAPPER.writeValueAsString(schema));
            } catch (JsonProcessingException written) {
                throw new IllegalStateException("What was read as JSON can be written as JSON", written);
            }
        }
    }

    private BadQuestion refused(String field) {
        return BadQuestion.field(
                field,
                "The provider '" + provider + "' cannot be asked with this '" + field + "'.",
                "a question without it, or refrain.chat.provider=openai");
    }
}
