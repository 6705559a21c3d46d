package io.refrain.gateway;

import io.refrain.internal.flight.Flights;
import io.refrain.internal.flight.Leases.Lease;
import io.refrain.internal.flight.Turn;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts calls when it is this process's turn: while another that has the same cache makes an equal one, that is waited for, and what it has stored is given. Safe for use by several threads
 * at once; never blocks.
 */
final class CallTurns {
    private static final Logger LOG = Logger.getLogger("io.refrain.gateway");

    private final Vertx vertx;
    private final ReplyCache cache;
    private final Flights<String, Flight> flights;
    private final Calls calls;
    private final GatewayMetrics metrics;
    private final Duration patience;

    /** @param patience for how long others are waited for */
    CallTurns(
            Vertx vertx,
            ReplyCache cache,
            Flights<String, Flight> flights,
            Calls calls,
            GatewayMetrics metrics,
            Duration patience) {
        this.vertx = vertx;
        this.cache = cache;
        this.flights = flights;
        this.calls = calls;
        this.metrics = metrics;
        this.patience = patience;
    }

    /** Starts the call of one who wants a new answer, whatever others have. */
    void startAlone(Question question, HttpServerRequest request, Buffer body, Flight flight) {
        metrics.missed(question);
        calls.start(question, request, body, flight);
    }

    /**
     * Starts a call, at once or later; or finds its answer.
     *
     * @param takes whether what others have stored will do
     */
    void start(Question question, HttpServerRequest request, Buffer body, Flight flight, Predicate<StoredReply> takes) {
        CompletableFuture<Turn<StoredReply>> turn = cache.turn(question, takes, patience);
        if (turn == null) {
            startAlone(question, request, body, flight);
            return;
        }
        Waiting waiting = new Waiting();
        flight.from(waiting);
        Context context = vertx.getOrCreateContext();
        var unused = turn.exceptionally(e -> new Turn<>(null, false, Lease.NOMINAL))
                .thenAccept(taken -> context.runOnContext(nothing -> {
                    flight.whenOver(taken.lease()::release);
                    if (waiting.abandoned) {
                        fail(question, flight);
                        return;
                    }
                    try {
                        go(question, request, body, flight, taken.found());
                    } catch (RuntimeException e) {
                        LOG.error("A call could not be started", e);
                        fail(question, flight);
                    }
                }));
    }

    private void fail(Question question, Flight flight) {
        flights.land(question.key(), flight);
        flight.failed(ApiError.internal());
    }

    private void go(
            Question question, HttpServerRequest request, Buffer body, Flight flight, @Nullable StoredReply found) {
        if (found == null) {
            startAlone(question, request, body, flight);
        } else {
            metrics.joined(question);
            flights.land(question.key(), flight);
            flight.landedElsewhere(found);
        }
    }

    /** What there is of a call before its turn. */
    private static final class Waiting implements Flight.Source {
        private volatile boolean abandoned;

        @Override
        public void flow(boolean on) {}

        @Override
        public void abandoned() {
            abandoned = true;
        }
    }
}
