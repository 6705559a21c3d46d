package io.refrain.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.http.Utf8;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.CharacterCodingException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What becomes of an answer that has come to its end: it is stored when it is whole and complete. Safe for use by several threads at once. */
final class Landing {
    private static final Logger LOG = Logger.getLogger("io.refrain.gateway");

    private final ReplyCache cache;
    private final Flights flights;
    private final boolean shared;
    private final Executor workers;
    private final InstantSource clock;
    private final GatewayMetrics metrics;

    /** @param shared whether others than the caller get what is stored */
    Landing(
            ReplyCache cache,
            Flights flights,
            boolean shared,
            Executor workers,
            InstantSource clock,
            GatewayMetrics metrics) {
        this.cache = cache;
        this.flights = flights;
        this.shared = shared;
        this.workers = workers;
        this.clock = clock;
        this.metrics = metrics;
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
                if (reply != null && items != null) {
                    Map<String, StoredReply> split = split(question, items, reply);
                    stored = !split.isEmpty() && storeAll(question, split);
                    reply = items.isWhole() ? reply : split.isEmpty() ? null : items.together(split);
                } else {
                    stored = reply != null && store(question, reply);
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

    /** None when it is not complete. */
    private Map<String, StoredReply> split(Question question, EmbeddingItems items, StoredReply reply) {
        Map<String, StoredReply> split = answer(question, reply) instanceof ObjectNode answer
                        && question.endpoint().protocol().isComplete(question.body(), answer)
                ? items.split(reply, answer)
                : null;
        if (split == null) {
            metrics.refused(question);
            return Map.of();
        }
        return split;
    }

    private boolean storeAll(Question question, Map<String, StoredReply> items) {
        boolean all = true;
        for (Map.Entry<String, StoredReply> item : items.entrySet()) {
            all &= cache.store(item.getKey(), item.getValue());
        }
        if (all) {
            metrics.stored(question);
        }
        return all;
    }

    private boolean store(Question question, StoredReply reply) {
        JsonNode answer = answer(question, reply);
        if (answer == null || !question.endpoint().protocol().isComplete(question.body(), answer)) {
            metrics.refused(question);
            return false;
        }
        boolean stored = cache.store(question.key(), reply);
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
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        boolean streamed = type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
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
