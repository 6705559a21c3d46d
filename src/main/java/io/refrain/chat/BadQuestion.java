package io.refrain.chat;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What was sent is no question, or no request. Its message tells whoever sent it what is wrong. */
final class BadQuestion extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final @Nullable String field;
    private final @Nullable String allowed;

    private BadQuestion(int status, String detail, @Nullable String field, @Nullable String allowed) {
        // It is somebody else's mistake: nobody looks for its place in this code.
        super(detail, null, false, false);
        this.status = status;
        this.field = field;
        this.allowed = allowed;
    }

    /** A field is wrong, or missing. */
    static BadQuestion field(String field, String detail, String allowed) {
        return new BadQuestion(400, detail, field, allowed);
    }

    /** The body cannot be read at all. */
    static BadQuestion body(String detail) {
        return new BadQuestion(400, detail, null, "a JSON object with a prompt or messages");
    }

    /** The server cannot take the request, whatever it asks. */
    static BadQuestion request(int status, String detail, @Nullable String field, @Nullable String allowed) {
        return new BadQuestion(status, detail, field, allowed);
    }

    /** The body is too long. */
    static BadQuestion tooLong(long bound) {
        return new BadQuestion(
                413, "The body is too long.", null, "at most " + bound + " bytes, by refrain.chat.max-body-size");
    }

    int status() {
        return status;
    }

    @Nullable
    String field() {
        return field;
    }

    @Nullable
    String allowed() {
        return allowed;
    }
}
