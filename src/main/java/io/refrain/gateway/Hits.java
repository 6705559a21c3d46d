package io.refrain.gateway;

import io.refrain.http.CacheStatus;
import io.refrain.http.EntityTags;
import io.refrain.http.Forwarded;
import io.refrain.internal.protocol.EventParser;
import io.refrain.internal.protocol.EventParser.Event;
import io.refrain.internal.protocol.Form;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Gives stored answers: at once, or event by event at a pace. Safe for use by several threads at once. */
final class Hits {
    private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";
    private static final String JSON = "application/json";

    private final Vertx vertx;
    private final long pace;
    private final InstantSource clock;

    /** @param pace how long to wait between events; zero for not at all */
    Hits(Vertx vertx, Duration pace, InstantSource clock) {
        this.vertx = vertx;
        this.pace = pace.toMillis();
        this.clock = clock;
    }

    /** Answers from the cache, with the age of what is given. */
    void answer(HttpServerResponse response, Question question, StoredReply reply, byte[] body, long fresh) {
        answer(response, question, reply, body, CacheStatus.hit().fresh(fresh));
    }

    /** The same when the upstream failed, for whom there is nothing better. */
    void kept(
            HttpServerResponse response, Question question, StoredReply reply, byte[] body, long fresh, Forwarded why) {
        CacheStatus status = CacheStatus.forwarded(why).fresh(fresh).with("detail=stale-if-error");
        answer(response, question, reply, body, status);
    }

    private void answer(
            HttpServerResponse response, Question question, StoredReply reply, byte[] body, CacheStatus status) {
        long age =
                Math.max(0, Duration.between(reply.createdAt(), clock.instant()).toSeconds());
        response.putHeader(HttpHeaders.AGE, Long.toString(age));
        replay(response, question, reply, body, status.key(question.key()));
    }

    /**
     * Gives an answer.
     *
     * @param body it in the form in which it is wanted
     * @param status what is told in {@code Cache-Status}
     */
    void replay(HttpServerResponse response, Question question, StoredReply reply, byte[] body, String status) {
        boolean events = question.form() != Form.WHOLE;
        for (Map.Entry<String, String> header : reply.headers().entrySet()) {
            response.putHeader(header.getKey(), header.getValue());
        }
        if (events != reply.streamed() || !reply.headers().containsKey("content-type")) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, events ? EVENT_STREAM : JSON);
        }
        response.putHeader(CacheStatus.HEADER, status);
        if (!events) {
            response.putHeader(HttpHeaders.ETAG, tag(question, reply));
        }
        if (events && pace > 0) {
            response.setChunked(true);
            paced(response, body);
        } else {
            var unused = response.end(Buffer.buffer(body));
        }
    }

    /** Names the bytes of an unstreamed answer. */
    static String tag(Question question, StoredReply reply) {
        return EntityTags.of(question.key(), reply.createdAt(), reply.streamed() ? 's' : 'w');
    }

    private void paced(HttpServerResponse response, byte[] body) {
        try {
            List<Event> events = EventParser.all(body);
            next(response, body, events, 0);
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("What is stored is UTF-8", e);
        }
    }

    private void next(HttpServerResponse response, byte[] body, List<Event> events, int index) {
        if (response.closed()) {
            return;
        }
        int start = index == 0 ? 0 : Math.toIntExact(events.get(index - 1).end());
        boolean last = index >= events.size() - 1;
        int end = last ? body.length : Math.toIntExact(events.get(index).end());
        Buffer part = Buffer.buffer(end - start).appendBytes(body, start, end - start);
        if (last) {
            var unused = response.end(part);
            return;
        }
        var unused = response.write(part);
        vertx.setTimer(pace, now -> {
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> next(response, body, events, index + 1));
            } else {
                next(response, body, events, index + 1);
            }
        });
    }
}
