package io.refrain.llm;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;

/** A model that answers questions. Implementations are safe for use by several threads at once. */
public interface LanguageModel {

    /** Who answers, as {@code refrain.chat.provider} names it. */
    String provider();

    /** Where it is reached; empty for a built-in model. */
    String baseUrl();

    /** The model that answers when the question names none. */
    String model();

    /**
     * Answers; takes as long as it takes.
     *
     * @throws ModelFailure when there is no answer
     */
    ChatResponse answer(ChatRequest question);
}
