package io.refrain.chat;

import dev.langchain4j.model.chat.request.ChatRequest;
import io.quarkus.runtime.StartupEvent;
import io.refrain.langchain4j.QuestionKey;
import io.refrain.llm.LanguageModel;
import io.refrain.quarkus.CacheReadiness;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Opens the cache and runs once through what a question needs, beside the start of the service, so that the first one does not wait for it, and
 * a file that cannot be used is told in the log at once. Safe for use by several threads at once.
 */
@Singleton
class WarmUp {
    private static final Logger LOG = Logger.getLogger("io.refrain.chat");

    /** Enough to have the classes loaded and the code warm, in a fraction of a second of one worker. */
    private static final int ROUNDS = 200;

    private static final byte[] SAMPLE = "{\"prompt\": \"Are you there?\"}".getBytes(StandardCharsets.UTF_8);

    private final StoredAnswerCodec codec = new StoredAnswerCodec();
    private final CacheReadiness readiness;
    private final QuestionParser parser;
    private final LanguageModel model;
    private final ChatRequests requests;
    private final ExecutorService workers;

    @Inject
    WarmUp(
            @Readiness CacheReadiness readiness,
            QuestionParser parser,
            LanguageModel model,
            ChatRequests requests,
            ExecutorService workers) {
        this.readiness = readiness;
        this.parser = parser;
        this.model = model;
        this.requests = requests;
        this.workers = workers;
    }

    void start(@Observes StartupEvent event) {
        workers.execute(this::run);
    }

    private void run() {
        HealthCheckResponse response = readiness.call();
        if (response.getStatus() == HealthCheckResponse.Status.DOWN) {
            LOG.warnf(
                    "The cache does not answer, so every question goes to the model: %s",
                    response.getData().orElse(null));
        }
        for (int i = 0; i < ROUNDS; i++) {
            ask();
        }
    }

    /** All that a question goes through but the model, the cache and HTTP. */
    private void ask() {
        ChatQuestion question = parser.ofJson(SAMPLE);
        ChatRequest request = requests.of(question);
        QuestionKey.of(model.provider(), model.baseUrl(), model.model(), request);
        var usage = new Answer.TokenUsage(0, 0, 0);
        var answer = new Answer("", "", new Answer.Metadata(usage, model.model(), null, null, null));
        codec.decode(codec.encode(new StoredAnswer(answer, Instant.EPOCH)), WarmUp.class.getClassLoader());
    }
}
