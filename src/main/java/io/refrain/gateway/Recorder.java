package io.refrain.gateway;

import io.refrain.cassette.RecordedAnswer;
import io.refrain.cassette.Recording;
import io.refrain.quarkus.Mode;
import io.refrain.quarkus.Recordings;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** Takes answers in the place of the cache: records what came, whatever it is, or drops it where nothing is stored. Safe for use by several threads at once. */
final class Recorder {
    private static final Logger LOG = Logger.getLogger("io.refrain.gateway");

    private final Recordings recordings;

    Recorder(Recordings recordings) {
        this.recordings = recordings;
    }

    /**
     * Records the answer to a question.
     *
     * @param complete whether it may be given for ever
     * @return whether it was recorded: not when it is too long
     */
    boolean record(Question question, Flight flight, boolean complete) {
        if (recordings.mode() != Mode.RECORD) {
            return false;
        }
        Buffer body = flight.kept();
        MultiMap headers = flight.headers();
        if (body == null || headers == null) {
            LOG.warn("An answer is not recorded, since it is longer than refrain.gateway.max-answer-size");
            return false;
        }
        Map<String, String> all = new HashMap<>();
        headers.forEach(header -> all.putIfAbsent(header.getKey(), header.getValue()));
        return recordings.record(
                new Recording(
                        question.recorded(), RecordedAnswer.received(flight.status(), all, body.getBytes()), complete),
                question.context().secrets());
    }

    /** Records the answers to the items of a question, each by itself. */
    boolean record(Question question, EmbeddingItems items, Map<String, StoredReply> answers) {
        boolean all = recordings.mode() == Mode.RECORD;
        for (Map.Entry<String, StoredReply> item : (all ? answers : Map.<String, StoredReply>of()).entrySet()) {
            StoredReply reply = item.getValue();
            all &= recordings.record(
                    new Recording(
                            question.recorded(items.asking(item.getKey())),
                            RecordedAnswer.whole(200, reply.headers(), reply.body()),
                            true),
                    question.context().secrets());
        }
        return all;
    }
}
