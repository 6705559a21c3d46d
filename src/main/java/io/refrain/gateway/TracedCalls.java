package io.refrain.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.refrain.internal.protocol.Form;
import io.refrain.internal.protocol.Json;
import io.refrain.quarkus.CallTracing;
import io.refrain.quarkus.CallTracing.TracedCall;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Has each call traced, from its start to the last byte of its answer. Safe for use by several threads at once. */
final class TracedCalls implements Calls {
    private final Calls calls;
    private final Upstream upstream;
    private final CallTracing tracing;

    TracedCalls(Calls calls, Upstream upstream, CallTracing tracing) {
        this.calls = calls;
        this.upstream = upstream;
        this.tracing = tracing;
    }

    @Override
    public void start(Question question, HttpServerRequest request, Buffer body, Flight flight) {
        Endpoint endpoint = question.endpoint();
        TracedCall call = tracing.begin(
                new CallTracing.Question(endpoint.operation(), endpoint.api(), upstream.of(request), question.body()));
        flight.whenOver(() -> end(call, question, flight));
        Object unused = call.during(() -> {
            calls.start(question, request, body, flight);
            return flight;
        });
    }

    private static void end(TracedCall call, Question question, Flight flight) {
        ApiError failure = flight.failure();
        if (failure != null) {
            call.failed(failure.code());
        } else if (flight.status() >= 400) {
            call.failed(Integer.toString(flight.status()));
        } else {
            call.answered(answer(question, flight.reply()));
        }
    }

    private static @Nullable JsonNode answer(Question question, @Nullable StoredReply reply) {
        byte[] whole =
                reply == null ? null : reply.in(Form.WHOLE, question.endpoint().protocol());
        return whole == null ? null : Json.object(whole);
    }
}
