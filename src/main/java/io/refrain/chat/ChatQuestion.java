package io.refrain.chat;

import java.util.List;
import java.util.Map;
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
 * @param more further parameters of the OpenAI API, by their names there
 * @param stream whether the answer is wanted in parts, which makes no other question of it
 */
record ChatQuestion(
        List<Turn> turns,
        @Nullable String model,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer maxTokens,
        List<String> stop,
        @Nullable Integer seed,
        Map<String, Object> more,
        boolean stream) {

    /** A question without further parameters, to be answered as a whole. */
    ChatQuestion(
            List<Turn> turns,
            @Nullable String model,
            @Nullable Double temperature,
            @Nullable Double topP,
            @Nullable Integer maxTokens,
            List<String> stop,
            @Nullable Integer seed) {
        this(turns, model, temperature, topP, maxTokens, stop, seed, Map.of(), false);
    }

    ChatQuestion {
        more = Map.copyOf(more);
        turns = List.copyOf(turns);
        stop = List.copyOf(stop);
    }

    /** The same, to be answered as a whole. */
    ChatQuestion asWhole() {
        return stream ? new ChatQuestion(turns, model, temperature, topP, maxTokens, stop, seed, more, false) : this;
    }

    /** Whether the question itself bounds its answer. */
    boolean isBounded() {
        return maxTokens != null || more.containsKey(FurtherParameters.MAX_COMPLETION_TOKENS);
    }

    /** How many characters it has, and a few for the rest. */
    int length() {
        int length = 64;
        for (Turn turn : turns) {
            length += 16 + turn.content().length();
            if (turn.whole() != null) {
                length += turn.whole().toString().length();
            }
        }
        if (!more.isEmpty()) {
            length += more.toString().length();
        }
        for (String text : stop) {
            length += text.length();
        }
        return model == null ? length : length + model.length();
    }
}
