package io.refrain.gateway;

import io.refrain.http.CacheControl;
import io.refrain.http.CacheStatus;
import io.refrain.http.EntityTags;
import io.refrain.http.Forwarded;
import io.refrain.internal.flight.Flights;
import io.refrain.internal.protocol.Form;
import io.refrain.quarkus.GatewayConfig;
import io.refrain.quarkus.Mode;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a request below {@code /v1}, from top to bottom: it is read and named, looked up, answered from the cache, or joined to an equal one
 * under way, or put to the upstream; and whatever cannot be named is passed on as it is. Runs on the event loop of each request; safe for use by several
 * threads at once.
 */
final class Gateway {
    private static final Logger LOG = Logger.getLogger("io.refrain.gateway");

    private final Vertx vertx;
    private final GatewayConfig config;
    private final Upstream upstream;
    private final QuestionReader questions;
    private final ReplyCache cache;
    private final Flights<String, Flight> flights;
    private final CallTurns calls;
    private final PassThrough passThrough;
    private final Hits hits;
    private final InstantSource clock;
    private final GatewayMetrics metrics;
    private final Mode mode;
    private final Replay replay;

    Gateway(
            Vertx vertx,
            GatewayConfig config,
            Upstream upstream,
            QuestionReader questions,
            ReplyCache cache,
            Flights<String, Flight> flights,
            CallTurns calls,
            PassThrough passThrough,
            Hits hits,
            InstantSource clock,
            GatewayMetrics metrics,
            Mode mode,
            Replay replay) {
        this.vertx = vertx;
        this.config = config;
        this.upstream = upstream;
        this.questions = questions;
        this.cache = cache;
        this.flights = flights;
        this.calls = calls;
        this.passThrough = passThrough;
        this.hits = hits;
        this.clock = clock;
        this.metrics = metrics;
        this.mode = mode;
        this.replay = replay;
    }

    /** Answers a request whose body is still to come. */
    void handle(HttpServerRequest request) {
        Endpoint endpoint = request.method().equals(HttpMethod.POST) ? Endpoint.of(request.path()) : null;
        if (endpoint == null) {
            passOn(request);
        } else if (Headers.isEncoded(request.headers())) {
            metrics.bypassed(endpoint);
            passOn(request);
        } else {
            RequestBody.read(request, config.maxBodySize(), body -> handle(endpoint, request, body));
        }
    }

    private void handle(Endpoint endpoint, HttpServerRequest request, Buffer body) {
        guarded(request, () -> {
            Question question =
                    questions.read(endpoint, upstream.of(request), request.query(), request.headers(), body.getBytes());
            if (question == null) {
                passOn(endpoint, request, body, null);
            } else {
                lookUp(new Asked(question, request, body));
            }
        });
    }

    /** Whatever goes wrong, whoever asked is told. */
    private static void guarded(HttpServerRequest request, Runnable step) {
        try {
            step.run();
        } catch (ApiError e) {
            e.send(request.response());
        } catch (RuntimeException e) {
            LOG.error("A request failed", e);
            ApiError.internal().send(request.response());
        }
    }

    private void lookUp(Asked asked) {
        if (mode == Mode.REPLAY) {
            replay.answer(asked.question, asked.request);
            return;
        }
        if (mode == Mode.RECORD) {
            ask(asked, Forwarded.BYPASS);
            return;
        }
        Forwarded past = mode == Mode.OFF ? Forwarded.BYPASS : asked.control.passesBy();
        // The demo is nobody to pass it on to.
        if (past == Forwarded.BYPASS && (mode != Mode.OFF || upstream.isThere())) {
            passOn(asked.question.endpoint(), asked.request, asked.body, asked.question.key());
            return;
        }
        if (past != null) {
            ask(asked, past);
            return;
        }
        EmbeddingItems items = asked.question.items();
        if (items != null) {
            lookUp(asked, items);
            return;
        }
        long landed = flights.landed();
        StoredReply near = cache.onHeap(asked.question.key());
        if (near != null) {
            found(asked, near);
            return;
        }
        find(asked, () -> miss(asked, landed));
    }

    private void find(Asked asked, Runnable otherwise) {
        whenFound(
                asked,
                cache.find(asked.question.key()),
                found -> found.ifPresentOrElse(reply -> found(asked, reply), otherwise));
    }

    /** Only what is not there is asked for. */
    private void lookUp(Asked asked, EmbeddingItems items) {
        whenFound(asked, cache.findAll(items.keys()), found -> {
            EmbeddingItems known =
                    items.with(takesRecordings(asked) ? replay.withRecordings(asked.question, items, found) : found);
            Asked more = new Asked(asked.question.with(known), asked.request, asked.body);
            if (known.isComplete()) {
                found(more, known.together(Map.of()));
            } else {
                ask(more, Forwarded.MISS);
            }
        });
    }

    /** Goes on, on the event loop of the request. */
    private <T> void whenFound(Asked asked, CompletableFuture<T> look, Consumer<T> next) {
        Context context = vertx.getOrCreateContext();
        var unused = look.thenAccept(
                found -> context.runOnContext(nothing -> guarded(asked.request, () -> next.accept(found))));
    }

    private void found(Asked asked, StoredReply reply) {
        Question question = asked.question;
        Forwarded refused = refusal(asked, reply);
        byte[] body =
                refused == null ? reply.in(question.form(), question.endpoint().protocol()) : null;
        if (body == null) {
            ask(asked, refused == null ? Forwarded.REQUEST : refused);
            return;
        }
        metrics.hit(question, reply.tokens(question.endpoint().protocol()));
        if (isKnown(asked, reply)) {
            ApiError.notModified().send(asked.request.response());
        } else {
            hits.answer(asked.request.response(), question, reply, body, freshFor(question, reply, clock.millis()));
        }
    }

    /** Why the caller does not take it; null when it does. */
    private @Nullable Forwarded refusal(Asked asked, StoredReply reply) {
        long now = clock.millis();
        return asked.control.refuses(
                freshFor(asked.question, reply, now), now - reply.createdAt().toEpochMilli());
    }

    private long freshFor(Question question, StoredReply reply, long now) {
        EmbeddingItems items = question.items();
        List<String> keys = items == null ? List.of(question.key()) : items.keys();
        return keys.stream()
                .mapToLong(key -> cache.freshFor(key, reply.createdAt(), now))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static boolean isKnown(Asked asked, StoredReply reply) {
        String known = asked.request.getHeader(HttpHeaders.IF_NONE_MATCH);
        return known != null
                && asked.question.form() == Form.WHOLE
                && EntityTags.matches(known, Hits.tag(asked.question, reply), true);
    }

    /** The answer may have been stored since it was looked for; it is looked for once more, and no oftener, since others land all the time. */
    private void miss(Asked asked, long landed) {
        if (flights.landed() == landed) {
            ask(asked, Forwarded.MISS);
        } else {
            find(asked, () -> ask(asked, Forwarded.MISS));
        }
    }

    /** A recording does not expire, and nobody knows how old it is. */
    private boolean takesRecordings(Asked asked) {
        return mode == Mode.CACHE
                && asked.control.passesBy() == null
                && asked.control.refuses(Long.MAX_VALUE, Long.MAX_VALUE) == null;
    }

    private void ask(Asked asked, Forwarded why) {
        if (takesRecordings(asked) && replay.answerBeforeAsking(asked.question, asked.request.response())) {
            return;
        }
        if (asked.control.onlyIfCached()) {
            ApiError.notStored().send(asked.request.response());
            return;
        }
        EmbeddingItems items = asked.question.items();
        // What is there is not wanted.
        Question question =
                items == null || why == Forwarded.MISS ? asked.question : asked.question.with(items.with(Map.of()));
        EmbeddingItems parts = question.items();
        Buffer body = parts == null || parts.isWhole() ? asked.body : Buffer.buffer(parts.request());
        // The bytes that come are nobody's answer when only a part is asked for.
        Form form = body == asked.body ? question.form() : Form.EVENTS;
        Flight own = new Flight(form, config.maxAnswerSize(), config.maxReaderLag());
        // Who wants a new answer does not want one that was asked for before.
        boolean shared = asked.control.passesBy() == null;
        while (true) {
            Flight flight = shared ? flights.join(question.key(), own) : own;
            if (follow(asked, why, flight, flight != own)) {
                if (flight != own) {
                    metrics.joined(question);
                } else if (shared) {
                    calls.start(question, asked.request, body, own, reply -> refusal(asked, reply) == null);
                } else {
                    calls.startAlone(question, asked.request, body, own);
                }
                return;
            }
            // Over, or left by everybody, and about to go.
            flights.land(question.key(), flight);
        }
    }

    private boolean follow(Asked asked, Forwarded why, Flight flight, boolean collapsed) {
        var response = asked.request.response();
        FlightReader reader = new FlightReader(
                flight,
                asked.question,
                why,
                collapsed,
                response,
                vertx.getOrCreateContext(),
                hits,
                instead(asked, why, gone -> flight.leave(gone, config.finishAbandoned())),
                config.readerTimeout().toMillis());
        if (!flight.join(reader)) {
            return false;
        }
        response.exceptionHandler(e -> flight.leave(reader, config.finishAbandoned()));
        response.closeHandler(closed -> flight.leave(reader, config.finishAbandoned()));
        response.endHandler(ended -> flight.leave(reader, config.finishAbandoned()));
        if (collapsed) {
            reader.wake();
        }
        return true;
    }

    private FlightReader.Instead instead(Asked asked, Forwarded why, Consumer<FlightReader> leave) {
        return new FlightReader.Instead() {
            @Override
            public void alone() {
                passOn(asked.question.endpoint(), asked.request, asked.body, asked.question.key());
            }

            @Override
            public void gone(FlightReader reader) {
                leave.accept(reader);
            }

            @Override
            public void kept(Runnable otherwise) {
                if (asked.control.staleIfError() == CacheControl.NONE) {
                    otherwise.run();
                } else {
                    look(asked, reply -> {
                        if (reply == null || !answerKept(asked, reply, why)) {
                            otherwise.run();
                        }
                    });
                }
            }
        };
    }

    /** Gives whoever asked what is there of the answer; null when that is not all of it. */
    private void look(Asked asked, Consumer<@Nullable StoredReply> next) {
        EmbeddingItems items = asked.question.items();
        if (items == null) {
            whenFound(asked, cache.find(asked.question.key()), found -> next.accept(found.orElse(null)));
        } else {
            whenFound(asked, cache.findAll(items.keys()), found -> {
                EmbeddingItems known = items.with(found);
                next.accept(known.isComplete() ? known.together(Map.of()) : null);
            });
        }
    }

    /** Whether the caller takes it, now that the upstream has failed. */
    private boolean answerKept(Asked asked, StoredReply reply, Forwarded why) {
        Question question = asked.question;
        long fresh = freshFor(question, reply, clock.millis());
        byte[] body = reply.in(question.form(), question.endpoint().protocol());
        if (body == null || !asked.control.takesOnError(fresh)) {
            return false;
        }
        metrics.kept(question);
        hits.kept(asked.request.response(), question, reply, body, fresh, why);
        return true;
    }

    private void passOn(HttpServerRequest request) {
        if (mode == Mode.REPLAY) {
            Replay.refuse(request);
        } else if (upstream.isThere()) {
            passThrough.pipe(request);
        } else {
            request.resume();
            ApiError.nothingThere(request.uri()).send(request.response());
        }
    }

    /** @param key what the cache would know it by; null when nothing */
    private void passOn(Endpoint endpoint, HttpServerRequest request, Buffer body, @Nullable String key) {
        metrics.bypassed(endpoint);
        if (mode == Mode.REPLAY) {
            Replay.refuse(request);
        } else if (upstream.isThere()) {
            passThrough.send(
                    request, body, CacheStatus.forwarded(Forwarded.BYPASS).key(key));
        } else {
            ApiError.notUnderstood().send(request.response());
        }
    }

    /** One question, and who asks it. */
    private static final class Asked {
        private final Question question;
        private final HttpServerRequest request;
        private final Buffer body;
        private final CacheControl control;

        private Asked(Question question, HttpServerRequest request, Buffer body) {
            this.question = question;
            this.request = request;
            this.body = body;
            List<String> lines = request.headers().getAll(HttpHeaders.CACHE_CONTROL);
            this.control = lines.isEmpty() ? CacheControl.ORDINARY : CacheControl.of(lines);
        }
    }
}
