package io.refrain.llm;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A model gave no answer. Its message is fit to be shown to whoever asked: it holds no credential. It has no cause, which could hold one and would
 * end up in a log.
 */
public final class ModelFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** What went wrong. */
    public enum Kind {
        /** The provider takes the question for invalid. */
        INVALID,
        /** The provider wants to be paid first. */
        UNPAID,
        /** The question is too large for the provider. */
        TOO_LARGE,
        /** The provider understands the question and cannot do what it asks for. */
        UNPROCESSABLE,
        /** The provider takes no more questions for now: its rate or quota is used up. */
        LIMITED,
        /** The question was not put to the model: the credential is refused, or the provider or this service takes no questions for now. */
        REFUSED,
        /** There was no answer in time. */
        TIMED_OUT,
        /** The provider failed, could not be reached, or sent something that is no answer. */
        FAILED
    }

    /** What the provider answered when it sent no status of HTTP. */
    public static final int NO_STATUS = 0;

    private static final int MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;

    private final Kind kind;
    private final String provider;
    private final int status;
    private final transient @Nullable ProviderError said;
    private final @Nullable Duration retryAfter;

    /** @param message what went wrong and what to do, without any secret */
    public ModelFailure(Kind kind, String provider, String message) {
        this(kind, provider, message, NO_STATUS, null, null);
    }

    ModelFailure(
            Kind kind,
            String provider,
            String message,
            int status,
            @Nullable ProviderError said,
            @Nullable Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.provider = provider;
        this.status = status;
        this.said = said;
        this.retryAfter = retryAfter;
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** Whose model it is. */
    public String provider() {
        return provider;
    }

    /** The status that the provider answered with; {@link #NO_STATUS} when it sent none. */
    public int status() {
        return status;
    }

    /** What the provider said about it, without secrets; null when it said nothing. */
    public @Nullable ProviderError said() {
        return said;
    }

    /** After which time to ask again; null when nobody knows. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** Whether the same question may have an answer in a moment. */
    boolean isTransient() {
        boolean quota = said != null && "insufficient_quota".equals(said.code());
        return (status == MANY_REQUESTS && !quota) || status >= SERVER_ERRORS;
    }

    /** Whether the provider is down, as far as one can tell from here, whatever is asked. */
    boolean isOutage() {
        return status >= SERVER_ERRORS || (status == NO_STATUS && (kind == Kind.FAILED || kind == Kind.TIMED_OUT));
    }
}
