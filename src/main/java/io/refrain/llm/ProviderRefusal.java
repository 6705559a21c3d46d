package io.refrain.llm;

import dev.langchain4j.exception.HttpException;
import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A status that is no success, with what came along. Never told as it is: it may hold a credential. */
final class ProviderRefusal extends HttpException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String body;
    private final @Nullable Duration retryAfter;

    ProviderRefusal(int status, String body, @Nullable Duration retryAfter) {
        super(status, "status " + status);
        this.body = body;
        this.retryAfter = retryAfter;
    }

    String body() {
        return body;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
