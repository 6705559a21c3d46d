package io.refrain.gateway;

import io.refrain.cassette.RecordedAnswer;
import io.refrain.cassette.Recording;
import io.refrain.http.CacheStatus;
import io.refrain.internal.protocol.Form;
import io.refrain.quarkus.Recordings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Answers from recordings, in the form that is wanted, and calls nobody. Safe for use by several threads at once. */
final class Replay {
    private final Vertx vertx;
    private final Recordings recordings;
    private final Hits hits;
    private final Executor workers;
    private final GatewayMetrics metrics;

    Replay(Vertx vertx, Recordings recordings, Hits hits, Executor workers, GatewayMetrics metrics) {
        this.vertx = vertx;
        this.recordings = recordings;
        this.hits = hits;
        this.workers = workers;
        this.metrics = metrics;
    }

    /** Answers a question, or says that nobody has recorded an answer. Runs on the event loop of the request. */
    void answer(Question question, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        Recording whole = recordings.find(question.recorded());
        if (whole != null) {
            give(question, whole.answer(), response);
            return;
        }
        StoredReply items = ofItems(question);
        if (items != null) {
            give(question, items, response);
            return;
        }
        var context = vertx.getOrCreateContext();
        var unused = CompletableFuture.supplyAsync(() -> recordings.missing(question.recorded()), workers)
                .whenComplete((missing, e) -> context.runOnContext(
                        nothing -> (e == null ? ApiError.notRecorded(missing) : ApiError.internal()).send(response)));
    }

    /**
     * Answers a question that the cache has no answer to, and that takes one of which nobody knows when it was given.
     *
     * @return whether there is a recording that could be given
     */
    boolean answerBeforeAsking(Question question, HttpServerResponse response) {
        if (!recordings.areBeforeAsking()) {
            return false;
        }
        Recording found = recordings.beforeAsking(question.recorded());
        if (found == null || !isAnswer(found.answer())) {
            return false;
        }
        StoredReply reply = reply(found.answer(), Instant.EPOCH);
        byte[] body = reply.in(question.form(), question.endpoint().protocol());
        if (body == null) {
            return false;
        }
        metrics.hit(question, reply.tokens(question.endpoint().protocol()));
        hits.replay(response, question, reply, body, status(question));
        return true;
    }

    /** What there is of the items of such a question, in the cache and recorded. */
    Map<String, StoredReply> withRecordings(Question question, EmbeddingItems items, Map<String, StoredReply> cached) {
        if (!recordings.areBeforeAsking()) {
            return cached;
        }
        Map<String, StoredReply> all = new HashMap<>(cached);
        for (String key : items.keys()) {
            Recording found =
                    all.containsKey(key) ? null : recordings.beforeAsking(question.recorded(items.asking(key)));
            if (found != null
                    && found.answer().status() == 200
                    && found.answer().isJson()) {
                all.put(key, reply(found.answer(), Instant.now()));
            }
        }
        return all;
    }

    /** Refuses what no cassette has an answer to. */
    static void refuse(HttpServerRequest request) {
        request.resume();
        ApiError.neverRecorded(request.method() + " " + request.path()).send(request.response());
    }

    private void give(Question question, RecordedAnswer answer, HttpServerResponse response) {
        if (!isAnswer(answer)) {
            // It is no answer of the protocol, which has forms.
            response.setStatusCode(answer.status());
            answer.headers().forEach(response::putHeader);
            var unused =
                    response.putHeader(CacheStatus.HEADER, status(question)).end(Buffer.buffer(answer.bytes()));
            return;
        }
        give(question, reply(answer, Instant.EPOCH), response);
    }

    private void give(Question question, StoredReply reply, HttpServerResponse response) {
        byte[] body = reply.in(question.form(), question.endpoint().protocol());
        if (body == null) {
            ApiError.otherForm(question.form() == Form.WHOLE).send(response);
            return;
        }
        metrics.hit(question, reply.tokens(question.endpoint().protocol()));
        hits.replay(response, question, reply, body, status(question));
    }

    private static boolean isAnswer(RecordedAnswer answer) {
        return answer.status() == 200 && (answer.isStream() || answer.isJson());
    }

    private static String status(Question question) {
        return CacheStatus.hit().with("detail=replay").key(question.key());
    }

    private static StoredReply reply(RecordedAnswer answer, Instant at) {
        return new StoredReply(at, answer.isStream(), answer.headers(), answer.bytes());
    }

    /** The answer to all items of a question; null when one of them is missing. */
    private @Nullable StoredReply ofItems(Question question) {
        EmbeddingItems items = question.items();
        if (items == null) {
            return null;
        }
        Map<String, StoredReply> found = new HashMap<>();
        for (String key : items.keys()) {
            Recording recording = recordings.find(question.recorded(items.asking(key)));
            if (recording == null
                    || recording.answer().status() != 200
                    || !recording.answer().isJson()) {
                return null;
            }
            found.put(key, reply(recording.answer(), Instant.EPOCH));
        }
        return items.with(found).together(Map.of());
    }
}
