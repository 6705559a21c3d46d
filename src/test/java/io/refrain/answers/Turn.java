package io.refrain.answers;

import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation, in the words of no library. Immutable.
 *
 * @param text what is said; the arguments of a call of a tool, or what it returned
 * @param of the address of the image that is shown with it, or the name of the tool; null for neither
 */
public record Turn(Role role, String text, @Nullable String of) {

    /** Who says it. */
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT,
        /** The assistant calls a tool. */
        CALL,
        /** A tool has returned. */
        RESULT
    }

    static Turn system(String text) {
        return new Turn(Role.SYSTEM, text, null);
    }

    static Turn user(String text) {
        return new Turn(Role.USER, text, null);
    }

    static Turn image(String text, String url) {
        return new Turn(Role.USER, text, url);
    }

    static Turn ai(String text) {
        return new Turn(Role.ASSISTANT, text, null);
    }

    static Turn call(String tool, String arguments) {
        return new Turn(Role.CALL, arguments, tool);
    }

    static Turn result(String tool, String text) {
        return new Turn(Role.RESULT, text, tool);
    }
}
