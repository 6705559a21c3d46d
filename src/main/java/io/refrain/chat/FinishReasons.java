package io.refrain.chat;

import dev.langchain4j.model.output.FinishReason;
import org.jspecify.annotations.Nullable;

/** The names that the OpenAI API has for the reasons why a model stops. */
final class FinishReasons {

    private FinishReasons() {}

    static @Nullable String name(@Nullable FinishReason reason) {
        if (reason == null) {
            return null;
        }
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL_EXECUTION -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
            case OTHER -> "other";
        };
    }

    static @Nullable FinishReason of(@Nullable String name) {
        for (FinishReason reason : FinishReason.values()) {
            if (name != null && name.equals(name(reason))) {
                return reason;
            }
        }
        return null;
    }
}
