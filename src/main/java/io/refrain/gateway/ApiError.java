package io.refrain.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.internal.protocol.Json;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.Serial;

/**
 * What is wrong, in the shape that clients of the OpenAI API read; those of Anthropic's find what they look for in it, too. Its message says what to do.
 */
final class ApiError extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final String type;
    private final String code;

    private ApiError(int status, String type, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
    }

    static ApiError badHeader(String name, String allowed) {
        return new ApiError(400, "invalid_request_error", "invalid_header", "'" + name + "' must be " + allowed + ".");
    }

    static ApiError tooLong(long bound) {
        return new ApiError(
                413,
                "invalid_request_error",
                "request_too_large",
                "The body is longer than " + bound + " bytes, which refrain.gateway.max-body-size allows.");
    }

    static ApiError notStored() {
        return new ApiError(
                504,
                "invalid_request_error",
                "not_cached",
                "There is no stored answer to this question, or none that 'Cache-Control' allows. Ask without"
                        + " 'only-if-cached' to have it answered.");
    }

    /** @param missing what is recorded instead */
    static ApiError notRecorded(String missing) {
        return new ApiError(404, "invalid_request_error", "not_recorded", missing);
    }

    static ApiError neverRecorded(String what) {
        return new ApiError(
                404,
                "invalid_request_error",
                "not_recorded",
                "There is no recording of " + what
                        + ": recorded are questions to the endpoints whose answers are stored, whose body is a JSON object"
                        + " without members of the same name, and not compressed. Nobody is asked with refrain.mode=replay.");
    }

    static ApiError otherForm(boolean whole) {
        return new ApiError(
                404,
                "invalid_request_error",
                "not_recorded",
                whole
                        ? "What is recorded is a stream that does not make a whole answer; ask for a stream, or record it again."
                        : "What is recorded cannot be given as this stream: there is no usage in it, or it is no whole answer."
                                + " Ask without 'stream', or record it again.");
    }

    static ApiError busy() {
        return new ApiError(
                503,
                "server_error",
                "too_many_calls",
                "As many calls are under way and waiting as refrain.gateway.max-connections and max-queued allow; try"
                        + " again later.");
    }

    static ApiError unreachable(String upstream, String why) {
        return new ApiError(
                502,
                "server_error",
                "upstream_unreachable",
                "The upstream " + upstream + " did not answer: " + why + ".");
    }

    static ApiError timeout(String upstream) {
        return new ApiError(
                504,
                "server_error",
                "upstream_timeout",
                "The upstream " + upstream
                        + " did not answer within the time that refrain.gateway.timeout and idle-timeout" + " allow.");
    }

    static ApiError internal() {
        return new ApiError(
                500, "server_error", "internal_error", "This is a fault of the service; its log says more.");
    }

    static ApiError notModified() {
        return new ApiError(
                412,
                "invalid_request_error",
                "not_modified",
                "The answer is the one that 'If-None-Match' names; a POST cannot say so by a 304.");
    }

    static ApiError notUnderstood() {
        return new ApiError(
                400,
                "invalid_request_error",
                "invalid_json",
                "The demo takes a JSON object, without members of the same name; set refrain.gateway.upstream to pass on anything"
                        + " else.");
    }

    static ApiError nothingThere(String path) {
        return new ApiError(
                404,
                "invalid_request_error",
                "not_found",
                "There is nothing at '" + path
                        + "' as long as no upstream is configured; set refrain.gateway.upstream.");
    }

    String code() {
        return code;
    }

    int status() {
        return status;
    }

    /** Sends it, unless something was sent before. */
    void send(HttpServerResponse response) {
        if (response.headWritten() || response.ended() || response.closed()) {
            return;
        }
        ObjectNode body = Json.object().put("type", "error");
        body.putObject("error")
                .put("message", getMessage())
                .put("type", type)
                .putNull("param")
                .put("code", code);
        if (status == 503) {
            response.putHeader(Headers.RETRY_AFTER, "1");
        }
        if (status == 413) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        var unused = response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toString());
    }
}
