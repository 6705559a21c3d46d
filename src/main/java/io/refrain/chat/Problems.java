package io.refrain.chat;

import io.refrain.llm.ModelFailure;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import javax.cache.CacheException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Tells whoever asked what went wrong. Safe for use by several threads at once. */
class Problems {
    private static final Logger LOG = Logger.getLogger("io.refrain.chat");

    private static final int MAX_LENGTH = 500;

    /** What /chat takes, which is all there is. */
    private static final String METHODS = "DELETE, GET, HEAD, OPTIONS, POST";

    @ServerExceptionMapper
    Response of(BadQuestion e) {
        refused(e);
        return response(e.status(), e.getMessage(), e.field(), e.allowed());
    }

    @ServerExceptionMapper
    Response of(NotStored e) {
        return response(e.status(), e.getMessage(), null, null);
    }

    /** Whole: it says at its end in what the question differs. */
    @ServerExceptionMapper
    Response of(NotRecorded e) {
        Status status = Status.NOT_FOUND;
        return Response.status(status)
                .type(Problem.MEDIA_TYPE)
                .entity(new Problem(
                        "about:blank", status.getReasonPhrase(), status.getStatusCode(), e.getMessage(), null, null))
                .build();
    }

    /** Only what is asked of the cache itself fails with it; questions do not. */
    @ServerExceptionMapper
    Response of(CacheException e) {
        LOG.warn("The cache failed", e);
        return response(
                Status.SERVICE_UNAVAILABLE.getStatusCode(),
                "The cache cannot do that now; try again later. The log of the service says more.",
                null,
                null);
    }

    @ServerExceptionMapper
    Response of(ModelFailure e) {
        boolean fault = status(e.kind()) < 429;
        LOG.log(fault ? Logger.Level.DEBUG : Logger.Level.WARN, e.getMessage());
        Problem problem = problem(e);
        Response.ResponseBuilder response =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
        boolean later = e.kind() == ModelFailure.Kind.LIMITED || e.kind() == ModelFailure.Kind.REFUSED;
        if (later || e.retryAfter() != null) {
            response.header("Retry-After", Long.toString(retryAfter(e)));
        }
        return response.build();
    }

    private static Problem problem(ModelFailure e) {
        Problem plain = problem(status(e.kind()), e.getMessage(), null, null);
        return new Problem(
                plain.type(),
                plain.title(),
                plain.status(),
                plain.detail(),
                null,
                null,
                Problem.Said.of(e.provider(), e.said()));
    }

    /** What is told of a failure when the status has been sent. */
    static Problem ofStream(Throwable e) {
        return e instanceof ModelFailure failure
                ? problem(failure)
                : problem(500, "The answer broke off; ask again.", null, null);
    }

    /** In whole seconds; one when nobody knows. */
    private static long retryAfter(ModelFailure e) {
        Duration wait = e.retryAfter();
        return wait == null ? 1 : Math.max(1, (wait.toMillis() + 999) / 1_000);
    }

    private static int status(ModelFailure.Kind kind) {
        return switch (kind) {
            case INVALID -> 400;
            case UNPAID -> 402;
            case TOO_LARGE -> 413;
            case UNPROCESSABLE -> 422;
            case LIMITED -> 429;
            case REFUSED -> 503;
            case TIMED_OUT -> 504;
            case FAILED -> 502;
        };
    }

    /** What the server itself refuses: an unknown path, a wrong method or media type. */
    @ServerExceptionMapper
    Response of(WebApplicationException e, UriInfo address, Request request) {
        int status = e.getResponse().getStatus();
        String path = address.getPath();
        return switch (status) {
            case 404 -> response(status, "There is nothing at '" + path + "'.", null, "/chat");
            case 405 ->
                Response.fromResponse(response(
                                status, "'" + path + "' does not take " + request.getMethod() + ".", null, METHODS))
                        .header("Allow", METHODS)
                        .build();
            case 406 ->
                response(
                        status,
                        "There is no answer of a type that 'Accept' takes.",
                        "Accept",
                        MediaType.APPLICATION_JSON + ", " + MediaType.TEXT_PLAIN + ", " + MediaType.SERVER_SENT_EVENTS);
            case 415 ->
                response(
                        status,
                        "A question of this 'Content-Type' cannot be read.",
                        "Content-Type",
                        MediaType.APPLICATION_JSON);
            // Its message may speak of the server's own code.
            default -> response(status, "The server does not take this request.", null, null);
        };
    }

    @ServerExceptionMapper
    Response of(RuntimeException e) {
        LOG.error("A question failed", e);
        return response(
                Status.INTERNAL_SERVER_ERROR.getStatusCode(),
                "This is a fault of the service; its log says more.",
                null,
                null);
    }

    /** Says in one line what a client did wrong, to whoever looks for it. */
    static void refused(BadQuestion e) {
        LOG.debugf("Refused with %d: %s", e.status(), e.getMessage());
    }

    static Problem problem(BadQuestion e) {
        return problem(e.status(), e.getMessage(), e.field(), e.allowed());
    }

    static Problem problem(int code, @Nullable String detail, @Nullable String field, @Nullable String allowed) {
        Status status = Status.fromStatusCode(code);
        String title = status == null ? "Status " + code : status.getReasonPhrase();
        return new Problem("about:blank", title, code, cut(detail), cut(field), allowed);
    }

    /** Whoever sent a long text knows it. */
    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
    }

    private static Response response(
            int code, @Nullable String detail, @Nullable String field, @Nullable String allowed) {
        return Response.status(code)
                .type(Problem.MEDIA_TYPE)
                .entity(problem(code, detail, field, allowed))
                .build();
    }
}
