package io.refrain.chat;

import java.io.Serial;

/** There is no stored answer, and nothing else was wanted. Its message tells whoever asked. */
final class NotStored extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    private NotStored(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** The question came with {@code only-if-cached}. */
    static NotStored onlyIfCached() {
        return new NotStored(
                504,
                "There is no stored answer to this question, or none that 'Cache-Control' allows. Ask without"
                        + " 'only-if-cached' to have the model answer.");
    }

    /** It was to be removed. */
    static NotStored nothingToRemove() {
        return new NotStored(404, "There is no stored answer to this question.");
    }

    int status() {
        return status;
    }
}
