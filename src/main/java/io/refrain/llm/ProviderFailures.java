package io.refrain.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import io.refrain.llm.ModelFailure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the exceptions of a provider's client mean to whoever asked. Goes by what LangChain4j's exceptions were made from. Immutable.
 *
 * @param provider who answers
 * @param baseUrl where
 * @param model the configured model
 * @param timeout how long an answer may take
 * @param secret the credential, which is never told; empty for none
 */
record ProviderFailures(String provider, String baseUrl, String model, Duration timeout, String secret) {

    /** @param asked the model that the question names */
    ModelFailure of(@Nullable String asked, Throwable e) {
        Throwable cause = root(e);
        if (cause instanceof VirtualMachineError error) {
            // It is this process that fails, and not the provider.
            throw error;
        }
        if (cause instanceof ModelFailure failure) {
            return failure;
        }
        if (cause instanceof NoAnswer none) {
            return none.status() == ModelFailure.NO_STATUS
                    ? failure(Kind.FAILED, none.what(), ModelFailure.NO_STATUS, none.said(), null)
                    : ofStatus(asked, none.status(), none.said(), null);
        }
        if (cause instanceof ContentFilteredException) {
            return failure(Kind.FAILED, "declined to answer this question");
        }
        if (cause instanceof UnsupportedFeatureException) {
            return failure(Kind.INVALID, "cannot do what the question asks for: " + cause.getMessage());
        }
        if (cause instanceof ProviderRefusal refusal) {
            return ofStatus(
                    asked, refusal.statusCode(), ProviderError.of(refusal.body(), secret), refusal.retryAfter());
        }
        if (cause instanceof HttpException http) {
            return ofStatus(asked, http.statusCode(), null, null);
        }
        if (cause instanceof HttpTimeoutException || cause instanceof TimeoutException) {
            return timedOut();
        }
        if (cause instanceof ConnectException || cause instanceof UnresolvedAddressException) {
            return failure(Kind.FAILED, "cannot be reached at refrain.chat.base-url, which is " + baseUrl);
        }
        if (cause instanceof InterruptedException || cause instanceof CancellationException) {
            return failure(Kind.TIMED_OUT, "was not waited for any longer");
        }
        if (cause instanceof IOException && !(cause instanceof JsonProcessingException)) {
            return failure(
                    Kind.FAILED, "broke the connection (" + cause.getClass().getSimpleName() + ")");
        }
        return failure(Kind.FAILED, "sent something that is no answer");
    }

    ModelFailure timedOut() {
        return failure(Kind.TIMED_OUT, "gave no answer within refrain.chat.timeout, which is " + timeout);
    }

    private ModelFailure ofStatus(
            @Nullable String asked, int status, @Nullable ProviderError said, @Nullable Duration retryAfter) {
        return switch (status) {
            case 401, 403 ->
                // What it says about a credential may repeat it.
                failure(
                        Kind.REFUSED,
                        "refuses the credential; set refrain.chat.api-key to one that it takes",
                        status,
                        said == null ? null : new ProviderError(said.code(), said.type(), null),
                        null);
            case 402 -> failure(Kind.UNPAID, "wants to be paid first (status 402)", status, said, null);
            case 404 -> unknown(asked, said);
            case 408, 504 ->
                failure(
                        Kind.TIMED_OUT,
                        "gave up waiting for the model (status " + status + ")",
                        status,
                        said,
                        retryAfter);
            case 413 -> failure(Kind.TOO_LARGE, "takes the question for too large (status 413)", status, said, null);
            case 422 ->
                failure(
                        Kind.UNPROCESSABLE,
                        "takes the question for invalid, since it cannot do what it asks for (status 422)",
                        status,
                        said,
                        null);
            case 429 ->
                failure(
                        Kind.LIMITED,
                        "refuses more questions for now: its rate or its quota is used up; ask again later",
                        status,
                        said,
                        retryAfter);
            case 503, 529 ->
                failure(
                        Kind.REFUSED,
                        "takes no questions for now (status " + status + "); ask again later",
                        status,
                        said,
                        retryAfter);
            default -> {
                boolean invalid = (status >= 400 && status < 500) || (said != null && said.isTooLong());
                yield failure(
                        invalid ? Kind.INVALID : Kind.FAILED,
                        invalid
                                ? "takes the question for invalid (status " + status + ")"
                                : "failed with status " + status,
                        status,
                        said,
                        retryAfter);
            }
        };
    }

    /** Whose fault an unknown model is depends on who named it. */
    private ModelFailure unknown(@Nullable String asked, @Nullable ProviderError said) {
        boolean configured = asked == null || asked.equals(model);
        return failure(
                configured ? Kind.FAILED : Kind.INVALID,
                configured
                        ? "does not know the model '" + model
                                + "'; set refrain.chat.model or name another, or correct refrain.chat.base-url"
                        : "does not know the model that the question names; name another",
                404,
                said,
                null);
    }

    private ModelFailure failure(Kind kind, String what) {
        return failure(kind, what, ModelFailure.NO_STATUS, null, null);
    }

    private ModelFailure failure(
            Kind kind, String what, int status, @Nullable ProviderError said, @Nullable Duration retryAfter) {
        String message = "The provider '" + provider + "' " + what + ".";
        String own = said == null ? null : said.message();
        return new ModelFailure(
                kind,
                provider,
                own == null || own.isEmpty() ? message : message + " It says: " + own,
                status,
                said,
                retryAfter);
    }

    /** What LangChain4j and its client wrapped: not further down, where a refused connection is a closed channel. */
    private static Throwable root(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null
                && !(cause instanceof HttpException)
                && !(cause instanceof IOException)
                && !(cause instanceof NoAnswer)) {
            cause = cause.getCause();
        }
        return cause;
    }
}
