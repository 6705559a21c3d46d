package io.refrain.llm;

import java.io.Serial;

/**
 * A model gave no answer. Its message is fit to be shown to whoever asked: it holds no credential and nothing that the provider sent. It has no
 * cause, which could hold either and would end up in a log.
 */
public final class ModelFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** What went wrong. */
    public enum Kind {
        /** The provider refused: the credential, the quota, the rate, or any question for now. */
        REFUSED,
        /** There was no answer in time. */
        TIMED_OUT,
        /** The provider failed, could not be reached, or sent something that is no answer. */
        FAILED
    }

    private final Kind kind;
    private final String provider;

    /** @param message what went wrong and what to do, without any secret */
    public ModelFailure(Kind kind, String provider, String message) {
        super(message);
        this.kind = kind;
        this.provider = provider;
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** Whose model it is. */
    public String provider() {
        return provider;
    }
}
