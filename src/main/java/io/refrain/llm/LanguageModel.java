package io.refrain.llm;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A model that answers questions. Implementations are safe for use by several threads at once. */
public interface LanguageModel {
    /**
     * The custom parameter of a question under which its messages are as they came, where LangChain4j has no place for all of them. Part of the
     * question's key as any other.
     */
    String MESSAGES = "refrain_messages";

    /** Who answers, as {@code refrain.chat.provider} names it. */
    String provider();

    /** Where it is reached; empty for a built-in model. */
    String baseUrl();

    /** The model that answers when the question names none. */
    String model();

    /**
     * Answers; takes as long as it takes, or until its thread is interrupted.
     *
     * @throws ModelFailure when there is no answer
     */
    ChatResponse answer(ChatRequest question);

    /**
     * Answers in parts; needs no thread of the caller's. A model that cannot do that tells all of its answer as one part.
     *
     * @param parts gets what the model says as it says it, one part after the other
     * @return the whole answer, or a {@link ModelFailure}; cancelling it ends the call
     */
    default CompletableFuture<ChatResponse> stream(ChatRequest question, Consumer<String> parts) {
        return CompletableFuture.supplyAsync(() -> answer(question), task -> new Thread(task, "refrain-stream").start())
                .thenApply(answer -> {
                    String text = answer.aiMessage().text();
                    if (text != null) {
                        parts.accept(text);
                    }
                    return answer;
                });
    }
}
