package io.refrain.gateway;

import io.refrain.gateway.Flight.State;
import io.refrain.http.CacheStatus;
import io.refrain.http.Forwarded;
import io.refrain.internal.protocol.Form;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One caller of a flight: gets what comes as it comes, or, when it wants the answer in another form, all of it in that form at the end. Runs on the
 * caller's event loop; what others call is safe for use by several threads at once.
 */
final class FlightReader {
    private static final long NONE = -1;

    private final Flight flight;
    private final Question question;
    private final Forwarded why;
    private final boolean collapsed;
    private final HttpServerResponse response;
    private final Context context;
    private final Hits hits;
    private final Instead instead;
    private final long patience;
    private final AtomicBoolean woken = new AtomicBoolean();
    private boolean ended;
    /** Whether it was looked for something better than a failure, and whether it still is. */
    private boolean looked;

    private boolean looking;
    /** Runs while the caller takes nothing. */
    private long timer = NONE;

    // Guarded by the flight, all three.
    private int position;
    private long sent;
    private boolean begun;

    /**
     * A reader that has not joined.
     *
     * @param why why the caller was not answered from the cache
     * @param collapsed whether it joins the call of another
     * @param patience for how many milliseconds the caller may take nothing of what is there for it
     */
    FlightReader(
            Flight flight,
            Question question,
            Forwarded why,
            boolean collapsed,
            HttpServerResponse response,
            Context context,
            Hits hits,
            Instead instead,
            long patience) {
        this.flight = flight;
        this.question = question;
        this.why = why;
        this.collapsed = collapsed;
        this.response = response;
        this.context = context;
        this.hits = hits;
        this.instead = instead;
        this.patience = patience;
    }

    /** What the caller gets when what the others get is of no use for it. */
    interface Instead {
        /** Asks for this caller alone. */
        void alone();

        /**
         * Answers by what is kept for when the upstream fails.
         *
         * @param otherwise called when there is nothing that the caller takes
         */
        void kept(Runnable otherwise);

        /** The caller gets nothing more. Its connection may stay: what was sent is still on its way. */
        void gone(FlightReader reader);
    }

    /** Something has happened. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            if (Vertx.currentContext() == context) {
                run();
            } else {
                context.runOnContext(nothing -> run());
            }
        }
    }

    /** The reader is too far behind the others. */
    void letGo() {
        context.runOnContext(nothing -> breakOff());
    }

    int position() {
        return position;
    }

    long sent() {
        return sent;
    }

    boolean hasBegun() {
        return begun;
    }

    void advance(int length) {
        position++;
        sent += length;
    }

    private void run() {
        woken.set(false);
        if (ended || looking || response.closed()) {
            return;
        }
        State state = flight.state();
        if (!hasBegun() && !begin(state)) {
            return;
        }
        while (!response.writeQueueFull()) {
            Buffer part = flight.next(this);
            stopTimer();
            if (part == null) {
                flight.caughtUp();
                end(flight.state());
                return;
            }
            var unused = response.write(part);
        }
        flight.caughtUp();
        response.drainHandler(drained -> wake());
        if (timer == NONE) {
            timer = context.owner().setTimer(patience, late -> {
                breakOff();
                instead.gone(this);
            });
        }
    }

    private void stopTimer() {
        if (timer != NONE) {
            context.owner().cancelTimer(timer);
            timer = NONE;
        }
    }

    /** Whether what comes is passed on from now on. */
    private boolean begin(State state) {
        if (flight.isElsewhere()) {
            ended = true;
            otherForm();
            return false;
        }
        ApiError failure = flight.failure();
        MultiMap headers = flight.headers();
        if (!looked && (failure != null || Upstream.isFailure(flight.status()))) {
            looked = true;
            looking = true;
            instead.kept(() -> {
                looking = false;
                wake();
            });
            return false;
        }
        if (failure != null) {
            ended = true;
            failure.send(response);
            return false;
        }
        if (headers == null) {
            return false;
        }
        boolean answered = flight.status() == 200;
        boolean same = flight.form() == question.form();
        boolean over = state == State.LANDED || state == State.FAILED;
        boolean live = question.form() != Form.WHOLE || !answered || flight.overflown();
        if (answered && !same) {
            if (over || flight.overflown()) {
                ended = true;
                otherForm();
            }
            return false;
        }
        if (!live && !over) {
            return false;
        }
        synchronized (flight) {
            begun = true;
        }
        begin(headers, state, answered);
        return true;
    }

    private void begin(MultiMap headers, State state, boolean answered) {
        response.setStatusCode(flight.status());
        Headers.back(headers, response.headers());
        boolean stored = answered && state == State.LANDED && flight.stored();
        response.putHeader(CacheStatus.HEADER, status(stored));
        StoredReply reply = flight.reply();
        if (stored && reply != null) {
            // The name that it will have when it is given again.
            response.putHeader(HttpHeaders.ETAG, Hits.tag(question, reply));
        }
        if (answered && state != State.LANDED) {
            // The caller would have all of it, and could ask again, before it is stored.
            response.headers().remove(HttpHeaders.CONTENT_LENGTH);
        }
        if (!response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            if (state == State.LANDED && !flight.overflown()) {
                response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(flight.length()));
            } else {
                response.setChunked(true);
            }
        }
    }

    private String status(boolean stored) {
        CacheStatus status = CacheStatus.forwarded(why);
        if (collapsed || flight.isElsewhere()) {
            status.with("collapsed");
        } else if (stored) {
            status.with("stored");
        }
        return status.key(question.key());
    }

    private void otherForm() {
        StoredReply reply = flight.reply();
        byte[] body = reply == null
                ? null
                : reply.in(question.form(), question.endpoint().protocol());
        if (reply == null || body == null) {
            instead.alone();
        } else {
            hits.replay(response, question, reply, body, status(flight.stored()));
        }
    }

    private void end(State state) {
        if (state == State.LANDED && !ended) {
            ended = true;
            var unused = response.end();
        } else if (state == State.FAILED) {
            breakOff();
        }
    }

    /** Whoever reads it must not take it for whole. */
    private void breakOff() {
        stopTimer();
        if (!ended) {
            ended = true;
            response.reset();
        }
    }
}
