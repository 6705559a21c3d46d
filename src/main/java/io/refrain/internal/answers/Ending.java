package io.refrain.internal.answers;

import org.jspecify.annotations.Nullable;

/** Why a model stopped, as far as it decides whether its answer may be given again. */
public enum Ending {
    /** It came to its end. */
    STOP,
    /** It was cut. */
    LENGTH,
    /** It wants tools to be called. */
    TOOLS,
    /** Anything else, such as a filter. */
    OTHER;

    /**
     * Whether an answer is complete: the model came to its end with something, called a tool it had been given, or was cut where the question itself
     * wanted it cut.
     *
     * @param ending why the model stopped; null when it did not say
     * @param empty whether there is neither text nor a call of a tool
     * @param bounded whether the question bounded the length of its answer
     * @param calledTool whether a tool was called that the question offered
     */
    public static boolean isComplete(@Nullable Ending ending, boolean empty, boolean bounded, boolean calledTool) {
        if (ending == null || empty) {
            return false;
        }
        return switch (ending) {
            case STOP -> true;
            case LENGTH -> bounded;
            case TOOLS -> calledTool;
            case OTHER -> false;
        };
    }
}
