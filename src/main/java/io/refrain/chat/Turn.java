package io.refrain.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation. Immutable.
 *
 * @param role who speaks
 * @param content what is said, as far as it is text
 * @param whole all of the message as it came, when there is more to it than a role and a text
 */
record Turn(Role role, String content, @Nullable Map<?, ?> whole) {

    /** A message that is a role and a text. */
    Turn(Role role, String content) {
        this(role, content, null);
    }

    /** Who speaks, as the OpenAI API names them. */
    enum Role {
        SYSTEM(true),
        DEVELOPER(false),
        USER(true),
        ASSISTANT(true),
        TOOL(false);

        private final boolean plain;

        Role(boolean plain) {
            this.plain = plain;
        }

        /** Whether a text is all that it needs. */
        boolean isPlain() {
            return plain;
        }
    }
}
