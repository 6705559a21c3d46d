package io.refrain.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import io.refrain.llm.LanguageModel;
import io.refrain.quarkus.ChatConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says in LangChain4j's terms what is asked of which model, and fills in nothing but what is configured. Safe for use by several threads at once. */
@Singleton
class ChatRequests {
    private final LanguageModel model;
    private final ChatConfig config;

    @Inject
    ChatRequests(LanguageModel model, ChatConfig config) {
        this.model = model;
        this.config = config;
    }

    ChatRequest of(ChatQuestion question) {
        String name = modelOf(question);
        Double temperature = temperatureOf(question);
        boolean openAi = model.provider().equals("openai") || model.provider().equals("demo");
        Map<String, String> tools = new HashMap<>();
        return ChatRequest.builder()
                .messages(question.turns().stream()
                        .map(turn -> message(turn, tools))
                        .toList())
                .parameters(
                        openAi
                                ? openAi(question, name, temperature)
                                : new CommonParameters(model.provider()).of(question, name, temperature))
                .build();
    }

    /** The same as the OpenAI API's chat completions have it. */
    ObjectNode completionOf(ChatQuestion question) {
        return CompletionJson.question(question, modelOf(question), temperatureOf(question));
    }

    /** Which model is asked. */
    String modelOf(ChatQuestion question) {
        return Optional.ofNullable(question.model()).orElseGet(model::model);
    }

    private @Nullable Double temperatureOf(ChatQuestion question) {
        return Optional.ofNullable(question.temperature())
                .or(config::temperature)
                .orElse(null);
    }

    private static ChatRequestParameters openAi(ChatQuestion question, String name, @Nullable Double temperature) {
        var parameters = OpenAiChatRequestParameters.builder()
                .modelName(name)
                .temperature(temperature)
                .topP(question.topP())
                .maxOutputTokens(question.maxTokens())
                .seed(question.seed());
        if (!question.stop().isEmpty()) {
            parameters.stopSequences(question.stop());
        }
        Map<String, Object> more = new HashMap<>(question.more());
        if (question.turns().stream().anyMatch(turn -> turn.whole() != null)) {
            more.put(
                    LanguageModel.MESSAGES,
                    question.turns().stream().map(ChatRequests::whole).toList());
        }
        if (!more.isEmpty()) {
            parameters.customParameters(more);
        }
        return parameters.build();
    }

    /** A message as it came. */
    private static Map<?, ?> whole(Turn turn) {
        Map<?, ?> whole = turn.whole();
        return whole == null
                ? Map.of("role", turn.role().name().toLowerCase(Locale.ROOT), "content", turn.content())
                : whole;
    }

    /** @param tools the names of those that were called, by the identifiers of the calls */
    private static ChatMessage message(Turn turn, Map<String, String> tools) {
        Map<?, ?> whole = turn.whole();
        if (whole == null) {
            return switch (turn.role()) {
                case SYSTEM, DEVELOPER -> SystemMessage.from(turn.content());
                case USER, TOOL -> UserMessage.from(turn.content());
                case ASSISTANT -> AiMessage.from(turn.content());
            };
        }
        return switch (turn.role()) {
            case SYSTEM, DEVELOPER -> SystemMessage.from(turn.content());
            case USER ->
                UserMessage.builder()
                        .name(text(whole, "name"))
                        .contents(contents(whole.get("content")))
                        .build();
            case ASSISTANT ->
                AiMessage.builder()
                        .text(turn.content().isEmpty() ? null : turn.content())
                        .toolExecutionRequests(calls(whole.get("tool_calls"), tools))
                        .build();
            case TOOL -> {
                String id = String.valueOf(text(whole, "tool_call_id"));
                yield ToolExecutionResultMessage.from(id, tools.getOrDefault(id, "unknown"), turn.content());
            }
        };
    }

    private static List<Content> contents(@Nullable Object content) {
        if (content instanceof String text) {
            return List.of(TextContent.from(text));
        }
        List<Content> contents = new ArrayList<>();
        for (Map<?, ?> part : objects(content)) {
            if (part.get("image_url") instanceof Map<?, ?> image) {
                contents.add(image(String.valueOf(text(image, "url"))));
            } else {
                contents.add(TextContent.from(String.valueOf(text(part, "text"))));
            }
        }
        return contents;
    }

    private static ImageContent image(String url) {
        // Base64 of a picture, as the OpenAI API takes it, has to be told apart for other providers.
        int comma = url.indexOf(',');
        return url.startsWith("data:") && comma > 0 && url.startsWith(";base64", comma - ";base64".length())
                ? ImageContent.from(
                        url.substring(comma + 1), url.substring("data:".length(), comma - ";base64".length()))
                : ImageContent.from(url);
    }

    private static List<ToolExecutionRequest> calls(@Nullable Object calls, Map<String, String> tools) {
        List<ToolExecutionRequest> requests = new ArrayList<>();
        for (Map<?, ?> call : objects(calls)) {
            if (call.get("function") instanceof Map<?, ?> function) {
                String id = String.valueOf(text(call, "id"));
                String name = String.valueOf(text(function, "name"));
                tools.put(id, name);
                requests.add(ToolExecutionRequest.builder()
                        .id(id)
                        .name(name)
                        .arguments(text(function, "arguments"))
                        .build());
            }
        }
        return requests;
    }

    private static List<Map<?, ?>> objects(@Nullable Object list) {
        List<Map<?, ?>> objects = new ArrayList<>();
        if (list instanceof List<?> all) {
            for (Object each : all) {
                if (each instanceof Map<?, ?> object) {
                    objects.add(object);
                }
            }
        }
        return objects;
    }

    private static @Nullable String text(Map<?, ?> object, String field) {
        return object.get(field) instanceof String text ? text : null;
    }
}
