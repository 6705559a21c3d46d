package io.refrain.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Gets the answer to a question. Implementations are safe for use by several threads at once and never block. */
interface Calls {
    /**
     * Starts to get it.
     *
     * @param request with its headers
     * @param body its body, as it came
     * @param flight takes the answer as it comes
     */
    void start(Question question, HttpServerRequest request, Buffer body, Flight flight);
}
