package io.refrain.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.refrain.cassette.RecordedAnswer;
import io.refrain.cassette.RecordedQuestion;
import io.refrain.cassette.Recording;
import io.refrain.cassette.Secrets;
import io.refrain.cassette.StrictJson;
import io.refrain.internal.protocol.Form;
import io.refrain.internal.protocol.RecordedForms;
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
        if (recorded.status() != OK) {
            throw ReplayedFailures.of(
                    model,
                    requests.modelOf(question),
                    recorded.status(),
                    new String(recorded.bytes(), StandardCharsets.UTF_8));
        }
        StoredAnswer answer = answer(recorded);
        if (answer == null) {
            throw new NotRecorded("What is recorded of this question is no chat completion of " + PATH
                    + ", or one that broke off. Record it again.");
        }
        return answer;
    }

    /** The recorded answer to a question that the cache has none to; null when there is none, or the mode is another. */
    @Nullable
    StoredAnswer beforeAsking(ChatQuestion question) {
        if (!recordings.areBeforeAsking()) {
            return null;
        }
        Recording found = recordings.beforeAsking(question(question));
        return found == null || found.answer().status() != OK ? null : answer(found.answer());
    }

    /** Whichever form it was recorded in; null when it is none. */
    private static @Nullable StoredAnswer answer(RecordedAnswer recorded) {
        RecordedAnswer whole = RecordedForms.in(Form.WHOLE, recorded, PATH);
        Answer answer = whole != null && whole.isJson()
                ? CompletionJson.read(json(new String(whole.bytes(), StandardCharsets.UTF_8)))
                : null;
        return answer == null ? null : new StoredAnswer(answer, Instant.EPOCH);
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
