package io.refrain.chat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import io.refrain.llm.LanguageModel;
import io.refrain.quarkus.ChatConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

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
        var parameters = OpenAiChatRequestParameters.builder()
                .modelName(Optional.ofNullable(question.model()).orElseGet(model::model))
                .temperature(Optional.ofNullable(question.temperature())
                        .or(config::temperature)
                        .orElse(null))
                .topP(question.topP())
                .maxOutputTokens(question.maxTokens())
                .seed(question.seed());
        if (!question.stop().isEmpty()) {
            parameters.stopSequences(question.stop());
        }
        return ChatRequest.builder()
                .messages(question.turns().stream().map(ChatRequests::message).toList())
                .parameters(parameters.build())
                .build();
    }

    private static ChatMessage message(Turn turn) {
        return switch (turn.role()) {
            case SYSTEM -> SystemMessage.from(turn.content());
            case USER -> UserMessage.from(turn.content());
            case ASSISTANT -> AiMessage.from(turn.content());
        };
    }
}
