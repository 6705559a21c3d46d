package io.refrain.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import org.jspecify.annotations.Nullable;

/** What asking a model came to: what it returned, which may be null, or its failure; the other one is null. Immutable. */
record Outcome(@Nullable ChatResponse answer, @Nullable Throwable failure) {

    /** What it returned, or the very failure thrown. A model may break its promise and return null, which is passed on as it came. */
    @SuppressWarnings("NullAway")
    ChatResponse get() {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure != null) {
            throw new IllegalStateException("The model failed: " + failure, failure);
        }
        return answer;
    }
}
