package io.refrain.llm;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What came with a status of success is no answer. */
final class NoAnswer extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient @Nullable ProviderError said;

    /** @param what continues "The provider ..." and repeats nothing that it sent */
    NoAnswer(String what) {
        this(what, ModelFailure.NO_STATUS, null);
    }

    NoAnswer(String what, int status, @Nullable ProviderError said) {
        super(what);
        this.status = status;
        this.said = said;
    }

    String what() {
        return String.valueOf(getMessage());
    }

    int status() {
        return status;
    }

    @Nullable
    ProviderError said() {
        return said;
    }
}
