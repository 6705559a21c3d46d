package io.refrain.gateway;

import io.refrain.http.CacheStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Passes a request on as it is, and its answer back as it comes: who is slower holds up the other, and nothing is stored. Safe for use by several
 * threads at once.
 */
final class PassThrough {
    private final Upstream upstream;

    PassThrough(Upstream upstream) {
        this.upstream = upstream;
    }

    /** Passes on a request whose body is still to come. */
    void pipe(HttpServerRequest request) {
        request.pause();
        boolean body = request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        pass(request, null, out -> {
            if (!body) {
                request.resume();
                return out.send();
            }
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            return out.send(request);
        });
    }

    /**
     * Passes on a request whose body is there.
     *
     * @param status what the caller is told in {@code Cache-Status}; null for nothing
     */
    void send(HttpServerRequest request, Buffer body, @Nullable String status) {
        pass(request, status, out -> out.send(body));
    }

    private void pass(
            HttpServerRequest request,
            @Nullable String status,
            Function<HttpClientRequest, Future<HttpClientResponse>> send) {
        HttpServerResponse response = request.response();
        upstream.open(request)
                .compose(out -> {
                    Headers.forward(request.headers(), out.headers());
                    upstream.authorize(request, out);
                    response.exceptionHandler(e -> out.reset());
                    response.closeHandler(closed -> {
                        if (!response.ended()) {
                            out.reset();
                        }
                    });
                    return send.apply(out);
                })
                .compose(answer -> back(request, answer, status))
                .onFailure(e -> fail(request, e));
    }

    private static Future<Void> back(HttpServerRequest request, HttpClientResponse answer, @Nullable String status) {
        HttpServerResponse response = request.response();
        response.setStatusCode(answer.statusCode());
        Headers.back(answer.headers(), response.headers());
        if (status != null) {
            response.putHeader(CacheStatus.HEADER, status);
        }
        if (request.method().equals(HttpMethod.HEAD) || answer.statusCode() == 204 || answer.statusCode() == 304) {
            return answer.end().compose(ended -> response.end());
        }
        if (!response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            response.setChunked(true);
        }
        return answer.pipeTo(response);
    }

    private void fail(HttpServerRequest request, Throwable e) {
        HttpServerResponse response = request.response();
        if (response.headWritten()) {
            // Whoever reads it must not take it for whole.
            response.reset();
        } else {
            response.headers().clear();
            request.resume();
            upstream.failure(request, e).send(response);
        }
    }
}
