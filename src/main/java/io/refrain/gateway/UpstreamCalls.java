package io.refrain.gateway;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks the upstream: the request as it came, within the time limit. Safe for use by several threads at once. */
final class UpstreamCalls implements Calls {
    private final Vertx vertx;
    private final Upstream upstream;
    private final Duration timeout;
    private final Landing landing;
    private final GatewayMetrics metrics;

    UpstreamCalls(Vertx vertx, Upstream upstream, Duration timeout, Landing landing, GatewayMetrics metrics) {
        this.vertx = vertx;
        this.upstream = upstream;
        this.timeout = timeout;
        this.landing = landing;
        this.metrics = metrics;
    }

    @Override
    public void start(Question question, HttpServerRequest request, Buffer body, Flight flight) {
        Call call = new Call(question, request, flight);
        flight.from(call);
        call.start(body);
    }

    /** One call; what it does is done on the event loop of the caller who was the first. */
    private final class Call implements Flight.Source {
        private final Question question;
        private final HttpServerRequest request;
        private final Flight flight;
        private final Context context = vertx.getOrCreateContext();
        private final long timer;
        private final long started = System.nanoTime();
        private @Nullable HttpClientRequest out;
        private @Nullable HttpClientResponse answer;
        private boolean flowing = true;
        private boolean over;

        private Call(Question question, HttpServerRequest request, Flight flight) {
            this.question = question;
            this.request = request;
            this.flight = flight;
            this.timer = vertx.setTimer(timeout.toMillis(), late -> end(ApiError.timeout(upstream.of(request)), true));
        }

        private void start(Buffer body) {
            upstream.open(request)
                    .compose(opened -> {
                        if (over) {
                            opened.reset();
                            return Future.failedFuture("It took too long");
                        }
                        out = opened;
                        Headers.forwardStorable(request.headers(), opened.headers());
                        upstream.authorize(request, opened);
                        return opened.send(body);
                    })
                    .onSuccess(this::answered)
                    .onFailure(e -> end(upstream.failure(request, e), false));
        }

        private void answered(HttpClientResponse received) {
            if (over) {
                return;
            }
            answer = received;
            metrics.firstByte(question, received.statusCode(), System.nanoTime() - started);
            flight.head(received.statusCode(), received.headers());
            received.exceptionHandler(e -> end(upstream.failure(request, e), false));
            received.endHandler(ended -> whole());
            received.handler(flight::part);
        }

        private void whole() {
            if (!over) {
                over = true;
                vertx.cancelTimer(timer);
                metrics.answered(question, answer == null ? 0 : answer.statusCode(), System.nanoTime() - started);
                landing.land(question, flight);
            }
        }

        private void end(ApiError error, boolean reset) {
            if (over) {
                return;
            }
            over = true;
            vertx.cancelTimer(timer);
            metrics.answered(question, error.status(), System.nanoTime() - started);
            landing.fail(question, flight, error);
            if (reset && out != null) {
                out.reset();
            }
        }

        @Override
        public void flow(boolean on) {
            context.runOnContext(nothing -> {
                if (flowing != on && answer != null && !over) {
                    flowing = on;
                    if (on) {
                        answer.resume();
                    } else {
                        answer.pause();
                    }
                }
            });
        }

        @Override
        public void abandoned() {
            context.runOnContext(nothing -> end(ApiError.internal(), true));
        }
    }
}
