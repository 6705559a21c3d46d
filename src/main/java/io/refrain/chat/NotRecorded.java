package io.refrain.chat;

import java.io.Serial;

/** Nobody is asked, and nobody has recorded an answer. Its message tells whoever asked what is recorded instead. */
final class NotRecorded extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    NotRecorded(String message) {
        super(message, null, false, false);
    }
}
