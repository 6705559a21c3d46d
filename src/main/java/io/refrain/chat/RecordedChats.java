package io.refrain.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.refrain.cassette.RecordedAnswer;
import io.refrain.cassette.RecordedQuestion;
import io.refrain.cassette.Recording;
import io.refrain.cassette.Secrets;
import io.refrain.cassette.StrictJson;
import io.refrain.llm.LanguageModel;
import io.refrain.llm.ModelFailure;
import io.refrain.llm.ReplayedFailures;
import io.refrain.quarkus.Mode;
import io.refrain.quarkus.Recordings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Has the questions of /chat recorded and answered from recordings, as chat completions of the OpenAI API, so that the same recording answers there and at
 * {@code /v1}. Safe for use by several threads at once.
 */
@Singleton
class RecordedChats {
    private static final Logger LOG = Logger.getLogger("io.refrain.chat");

    private static final String PATH = "/v1/chat/completions";
    private static final int OK = 200;

    private final Recordings recordings;
    private final LanguageModel model;
    private final ChatRequests requests;

    @Inject
    RecordedChats(Recordings recordings, LanguageModel model, ChatRequests requests) {
        this.recordings = recordings;
        this.model = model;
        this.requests = requests;
    }

    /** Whether nobody is asked. */
    boolean areReplayed() {
        return recordings.mode() == Mode.REPLAY;
    }

    /**
     * The recorded answer to a question. May block.
     *
     * @throws NotRecorded when there is none
     * @throws ModelFailure when what is recorded is one
     */
    StoredAnswer replay(ChatQuestion question) {
        RecordedQuestion asked = question(question);
        Recording found = recordings.find(asked);
        if (found == null) {
            throw new NotRecorded(recordings.missing(asked));
        }
        RecordedAnswer recorded = found.answer();
        String body = new String(recorded.bytes(), StandardCharsets.UTF_8);
        if (recorded.status() != OK) {
            throw ReplayedFailures.of(model, requests.modelOf(question), recorded.status(), body);
        }
        Answer answer = recorded.isJson() ? CompletionJson.read(json(body)) : null;
        if (answer == null) {
            throw new NotRecorded("What is recorded of this question is no whole chat completion, as " + PATH
                    + " gives it to whoever does not ask for a stream. Record it again.");
        }
        return new StoredAnswer(answer, Instant.EPOCH);
    }

    private static JsonNode json(String body) {
        try {
            return StrictJson.read(body);
        } catch (IOException e) {
            throw new IllegalStateException("What is recorded as JSON is JSON", e);
        }
    }

    /** Records what came, if that is the mode; nothing when nothing came. */
    void record(ChatQuestion question, boolean complete, @Nullable Answer answer, @Nullable Throwable e) {
        if (recordings.mode() != Mode.RECORD) {
            return;
        }
        Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        RecordedAnswer recorded = null;
        if (answer != null) {
            recorded = RecordedAnswer.json(OK, Map.of(), CompletionJson.answer(answer));
        } else if (cause instanceof ModelFailure failure && failure.status() != ModelFailure.NO_STATUS) {
            recorded = RecordedAnswer.json(failure.status(), Map.of(), CompletionJson.error(failure.said()));
        }
        try {
            if (recorded != null) {
                recordings.record(new Recording(question(question), recorded, complete), Secrets.UNKNOWN);
            }
        } catch (RuntimeException failure) {
            LOG.warn("An answer cannot be recorded, and is passed on all the same", failure);
        }
    }

    private RecordedQuestion question(ChatQuestion question) {
        return recordings.question(PATH, requests.completionOf(question));
    }
}
