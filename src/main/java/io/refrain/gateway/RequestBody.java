package io.refrain.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Takes in the body of one request, up to a bound. Confined to the event loop of the request. */
final class RequestBody {
    private final HttpServerRequest request;
    private final int bound;
    private final Buffer body = Buffer.buffer();
    private boolean over;

    private RequestBody(HttpServerRequest request, int bound) {
        this.request = request;
        this.bound = bound;
    }

    /**
     * Reads a body.
     *
     * @param whole gets all of it; not called when it breaks off, or is too long, which the caller is told
     */
    static void read(HttpServerRequest request, int bound, Consumer<Buffer> whole) {
        new RequestBody(request, bound).read(whole);
    }

    private void read(Consumer<Buffer> whole) {
        request.exceptionHandler(e -> over = true);
        boolean waits = "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
        if (isTooLong()) {
            if (waits) {
                // There is nothing to come that could be read to its end.
                request.response().endHandler(ended -> request.connection().close());
            }
            refuse();
            request.resume();
            return;
        }
        if (waits) {
            request.response().writeContinue();
        }
        request.handler(this::take);
        request.endHandler(ended -> {
            if (!over) {
                over = true;
                whole.accept(body);
            }
        });
        request.resume();
    }

    private boolean isTooLong() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length != null && Long.parseLong(length.strip()) > bound;
        } catch (NumberFormatException e) {
            // The server refuses it.
            return false;
        }
    }

    /** What comes after the bound is thrown away: whoever sends it could not read the answer on a connection that is reset. */
    private void take(Buffer part) {
        if (over) {
            return;
        }
        if (body.length() + part.length() > bound) {
            refuse();
        } else {
            body.appendBuffer(part);
        }
    }

    private void refuse() {
        over = true;
        ApiError.tooLong(bound).send(request.response());
    }
}
