package io.refrain.answers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a question is to be answered, in the words of no library; null for what it does not say. Immutable.
 *
 * @param tools the names of those that are offered
 */
public record Settings(
        @Nullable String model,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Double presencePenalty,
        @Nullable Double frequencyPenalty,
        @Nullable Integer maxTokens,
        @Nullable List<String> stop,
        List<String> tools) {
    /** Nothing said. */
    public static final Settings NONE = new Settings(null, null, null, null, null, null, null, List.of());

    static Settings temperature(double temperature) {
        return new Settings(null, temperature, null, null, null, null, null, List.of());
    }

    static Settings topP(double topP) {
        return new Settings(null, null, topP, null, null, null, null, List.of());
    }

    static Settings presencePenalty(double penalty) {
        return new Settings(null, null, null, penalty, null, null, null, List.of());
    }

    static Settings frequencyPenalty(double penalty) {
        return new Settings(null, null, null, null, penalty, null, null, List.of());
    }

    static Settings maxTokens(int tokens) {
        return new Settings(null, null, null, null, null, tokens, null, List.of());
    }

    static Settings stop(String... words) {
        return new Settings(null, null, null, null, null, null, List.of(words), List.of());
    }

    static Settings model(String name) {
        return new Settings(name, null, null, null, null, null, null, List.of());
    }

    /** Offers tools. */
    public static Settings tools(String... names) {
        return new Settings(null, null, null, null, null, null, null, List.of(names));
    }
}
