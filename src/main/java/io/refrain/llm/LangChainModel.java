package io.refrain.llm;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A provider as LangChain4j knows it. Safe for use by several threads at once. */
final class LangChainModel implements LanguageModel {
    private final ProviderFailures failures;
    private final ChatModel whole;
    private final StreamingChatModel parts;

    LangChainModel(ProviderFailures failures, ChatModel whole, StreamingChatModel parts) {
        this.failures = failures;
        this.whole = whole;
        this.parts = parts;
    }

    @Override
    public String provider() {
        return failures.provider();
    }

    @Override
    public String baseUrl() {
        return failures.baseUrl();
    }

    @Override
    public String model() {
        return failures.model();
    }

    @Override
    public ChatResponse answer(ChatRequest question) {
        try {
            return whole.chat(question);
        } catch (RuntimeException e) {
            throw failures.of(question.modelName(), e);
        }
    }

    @Override
    public CompletableFuture<ChatResponse> stream(ChatRequest question, Consumer<String> listener) {
        return Streams.start(parts, question, listener, failures);
    }
}
