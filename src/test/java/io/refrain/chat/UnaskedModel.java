package io.refrain.chat;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.refrain.llm.LanguageModel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A model that nobody may ask. */
public class UnaskedModel implements LanguageModel {
    @Override
    public String provider() {
        return "unasked";
    }

    @Override
    public String baseUrl() {
        return "";
    }

    @Override
    public String model() {
        return "unasked";
    }

    @Override
    public ChatResponse answer(ChatRequest question) {
        throw new AssertionError("The model was asked");
    }

    @Override
    public CompletableFuture<ChatResponse> stream(ChatRequest question, Consumer<String> parts) {
        throw new AssertionError("The model was asked");
    }
}
