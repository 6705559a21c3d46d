package io.refrain.springai;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * What asking a model came to: the parts of its answer, one when it was not streamed, or its failure. Both are null when the model returned null, against
 * its promise. Immutable.
 */
record Outcome(@Nullable List<ChatResponse> parts, @Nullable Throwable failure) {

    /** The whole answer, null if the model returned that, or the very failure thrown. */
    @Nullable
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
        return parts == null ? null : Parts.whole(parts);
    }
}
