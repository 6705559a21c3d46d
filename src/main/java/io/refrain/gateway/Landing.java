package io.refrain.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.internal.flight.Flights;
import io.refrain.internal.protocol.Json;
import io.refrain.internal.protocol.Utf8;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.CharacterCodingException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What becomes of an answer that has come to its end: it is stored when it is whole and complete. Safe for use by several threads at once. */
final class Landing {
    private static final Logger LOG = Logger.getLogger("io.refrain.gateway");

    private final ReplyCache cache;
    private final Flights<String, Flight> flights;
    private final boolean shared;
    private final Executor workers;
    private final InstantSource clock;
    private final GatewayMetrics metrics;
    private final @Nullable Recorder recorder;

    /**
     * Where answers come to their end.
     *
     * @param shared whether others than the caller get what is stored
     * @param recorder gets the answers in the place of the cache; null when the cache gets them
     */
    Landing(
            ReplyCache cache,
            Flights<String, Flight> flights,
            boolean shared,
            Executor workers,
            InstantSource clock,
            GatewayMetrics metrics,
            @Nullable Recorder recorder) {
        this.cache = cache;
        this.flights = flights;
        this.shared = shared;
        this.workers = workers;
        this.clock = clock;
        this.metrics = metrics;
        this.recorder = recorder;
    }

    /** The answer is there to its last byte. */
    void land(Question question, Flight flight) {
        flight.whole();
        workers.execute(() -> {
            StoredReply reply = null;
            boolean stored = false;
            try {
                reply = reply(question, flight);
                if (reply == null && flight.status() == 200) {
                    metrics.refused(question);
                }
                EmbeddingItems items = question.items();
                Map<String, StoredReply> split =
                        reply == null || items == null ? Map.of() : split(question, items, reply);
                stored = keep(question, flight, reply, split);
                if (items != null && !items.isWhole()) {
                    reply = split.isEmpty() ? null : items.together(split);
                }
            } catch (RuntimeException e) {
                LOG.warn("What came cannot be read, and is passed on as it is", e);
            }
            flights.land(question.key(), flight);
            flight.landed(reply, stored);
        });
    }

    /** It broke off. */
    void fail(Question question, Flight flight, ApiError error) {
        flights.land(question.key(), flight);
        flight.failed(error);
    }

    /** The items of an answer; none when it is not complete. */
    private static Map<String, StoredReply> split(Question question, EmbeddingItems items, StoredReply reply) {
        Map<String, StoredReply> split = answer(question, reply) instanceof ObjectNode answer
                        && question.endpoint().protocol().isComplete(question.body(), answer)
                ? items.split(reply, answer)
                : null;
        return split == null ? Map.of() : split;
    }

    private static boolean isComplete(Question question, StoredReply reply) {
        JsonNode answer = answer(question, reply);
        return answer != null && question.endpoint().protocol().isComplete(question.body(), answer);
    }

    /**
     * Has an answer recorded, whatever it is, or stored when it is complete.
     *
     * @param reply null when it is no answer
     * @param split its items, each by itself; empty when it is one answer
     * @return whether it is kept
     */
    private boolean keep(
            Question question, Flight flight, @Nullable StoredReply reply, Map<String, StoredReply> split) {
        boolean complete = question.items() == null ? reply != null && isComplete(question, reply) : !split.isEmpty();
        if (recorder != null) {
            return question.items() == null || split.isEmpty()
                    ? recorder.record(question, flight, complete)
                    : recorder.record(question, question.items(), split);
        }
        if (reply == null) {
            return false;
        }
        if (!complete) {
            metrics.refused(question);
            return false;
        }
        boolean stored = true;
        Map<String, StoredReply> all = split.isEmpty() ? Map.of(question.key(), reply) : split;
        for (Map.Entry<String, StoredReply> each : all.entrySet()) {
            stored &= cache.store(each.getKey(), each.getValue());
        }
        if (stored) {
            metrics.stored(question);
        }
        return stored;
    }

    /** What can be given in either form; null when it is no answer, or nobody knows how it is encoded. */
    private @Nullable StoredReply reply(Question question, Flight flight) {
        MultiMap headers = flight.headers();
        Buffer body = flight.kept();
        if (flight.status() != 200 || headers == null || body == null || Headers.isEncoded(headers)) {
            return null;
        }
        boolean streamed = Headers.isEventStream(headers);
        byte[] bytes = body.getBytes();
        if (!Utf8.isValid(bytes)) {
            return null;
        }
        StoredReply reply = new StoredReply(clock.instant(), streamed, Headers.kept(headers, shared), bytes);
        return answer(question, reply) == null ? null : reply;
    }

    private static @Nullable JsonNode answer(Question question, StoredReply reply) {
        try {
            JsonNode answer =
                    reply.streamed() ? reply.assembled(question.endpoint().protocol()) : Json.object(reply.body());
            return answer == null || answer.hasNonNull("error") ? null : answer;
        } catch (CharacterCodingException | JsonProcessingException | RuntimeException e) {
            LOG.debug("What came is not what the protocol has", e);
            return null;
        }
    }
}
