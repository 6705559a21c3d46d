package io.refrain.chat;

import io.refrain.llm.ModelFailure;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Tells whoever asked what went wrong. Safe for use by several threads at once. */
class Problems {
    private static final Logger LOG = Logger.getLogger("io.refrain.chat");

    @ServerExceptionMapper
    Response of(BadQuestion e) {
        return response(e.status(), e.getMessage(), e.field(), e.allowed());
    }

    @ServerExceptionMapper
    Response of(ModelFailure e) {
        LOG.warn(e.getMessage());
        Status status =
                switch (e.kind()) {
                    case REFUSED -> Status.SERVICE_UNAVAILABLE;
                    case TIMED_OUT -> Status.GATEWAY_TIMEOUT;
                    case FAILED -> Status.BAD_GATEWAY;
                };
        return response(status.getStatusCode(), e.getMessage(), null, null);
    }

    /** What the server itself refuses: an unknown path, a wrong method or media type. */
    @ServerExceptionMapper
    Response of(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        Response problem = response(status, e.getMessage(), null, null);
        Object allow = e.getResponse().getHeaders().getFirst("Allow");
        return allow == null
                ? problem
                : Response.fromResponse(problem).header("Allow", allow).build();
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

    static Problem problem(BadQuestion e) {
        return problem(e.status(), e.getMessage(), e.field(), e.allowed());
    }

    private static Problem problem(
            int code, @Nullable String detail, @Nullable String field, @Nullable String allowed) {
        Status status = Status.fromStatusCode(code);
        String title = status == null ? "Status " + code : status.getReasonPhrase();
        return new Problem("about:blank", title, code, detail, field, allowed);
    }

    private static Response response(
            int code, @Nullable String detail, @Nullable String field, @Nullable String allowed) {
        return Response.status(code)
                .type(Problem.MEDIA_TYPE)
                .entity(problem(code, detail, field, allowed))
                .build();
    }
}
