package io.refrain.chat;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One message of a conversation. Immutable.
 *
 * @param role who speaks
 * @param content what is said; not blank
 */
@Schema(name = "Message", additionalProperties = Schema.False.class)
record Turn(
        @Schema(
                        type = SchemaType.STRING,
                        required = true,
                        enumeration = {"system", "user", "assistant"})
                Role role,
        @Schema(required = true) String content) {

    /** Who speaks, as the OpenAI API names them. */
    enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }
}
