package io.refrain.chat;

/**
 * One message of a conversation. Immutable.
 *
 * @param role who speaks
 * @param content what is said; not blank
 */
record Turn(Role role, String content) {

    /** Who speaks, as the OpenAI API names them. */
    enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }
}
