package io.refrain.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question as it was asked, found sound. Immutable.
 *
 * @param turns the conversation, at least one
 * @param model null for the configured one
 * @param temperature null for the configured one, or the provider's
 * @param topP null for the provider's
 * @param maxTokens null for the provider's
 * @param stop texts that end the answer; empty for none
 * @param seed null for none
 */
record ChatQuestion(
        List<Turn> turns,
        @Nullable String model,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer maxTokens,
        List<String> stop,
        @Nullable Integer seed) {

    ChatQuestion {
        turns = List.copyOf(turns);
        stop = List.copyOf(stop);
    }
}
