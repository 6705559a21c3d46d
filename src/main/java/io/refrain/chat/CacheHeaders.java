package io.refrain.chat;

import io.refrain.http.CacheStatus;
import io.refrain.http.EntityTags;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response.Status;
import java.lang.annotation.Annotation;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Tells in {@code Cache-Status} (RFC 9211), {@code Age} (RFC 9111, section 5.1) and {@code ETag} what the cache did, and leaves out an answer that
 * the client says it has. Safe for use by several threads at once.
 */
class CacheHeaders {
    @ServerResponseFilter
    void tell(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof AnswerStream stream
                && request.getProperty(CacheUse.PROPERTY) instanceof CacheUse streamed) {
            tell(streamed, stream, response.getHeaders());
            return;
        }
        if (!(request.getProperty(CacheUse.PROPERTY) instanceof CacheUse use)
                || !(response.getEntity() instanceof StoredAnswer answer)) {
            return;
        }
        MediaType type = response.getMediaType();
        char form = type != null && MediaType.TEXT_PLAIN_TYPE.isCompatible(type) ? 't' : 'j';
        String tag = EntityTags.of(use.name().sha256(), answer.createdAt(), form);
        var headers = response.getHeaders();
        String status = use.status();
        if (status != null) {
            headers.putSingle(CacheStatus.HEADER, status);
        }
        headers.putSingle(HttpHeaders.ETAG, tag);
        // For caches on the way: the content alone is another representation under the same address.
        headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        if (use.isAnswered()) {
            headers.putSingle("Age", Long.toString(use.age(answer)));
        }
        String known = request.getHeaderString(HttpHeaders.IF_NONE_MATCH);
        if (known != null && EntityTags.matches(known, tag, use.isAnswered())) {
            leaveOut(request.getMethod(), response);
        }
    }

    /** As far as it is known when the first part is there. */
    private static void tell(CacheUse use, AnswerStream stream, MultivaluedMap<String, Object> headers) {
        String status = use.status();
        headers.putSingle(CacheStatus.HEADER, status == null ? "refrain; fwd=miss" : status);
        headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        StoredAnswer answer = stream.answer();
        if (answer != null && use.isAnswered()) {
            headers.putSingle("Age", Long.toString(use.age(answer)));
        }
    }

    /** What RFC 9110, section 13.1.2, asks for. */
    private static void leaveOut(String method, ContainerResponseContext response) {
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            response.setStatus(Status.NOT_MODIFIED.getStatusCode());
            response.setEntity(null);
        } else {
            Status failed = Status.PRECONDITION_FAILED;
            response.setStatus(failed.getStatusCode());
            response.setEntity(
                    Problems.problem(
                            failed.getStatusCode(),
                            "The answer is the one that 'If-None-Match' names; only GET can say so by a 304.",
                            HttpHeaders.IF_NONE_MATCH,
                            "GET, or no 'If-None-Match'"),
                    new Annotation[0],
                    MediaType.valueOf(Problem.MEDIA_TYPE));
        }
    }
}
