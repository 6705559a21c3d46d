package io.refrain.chat;

import dev.langchain4j.model.chat.request.ChatRequest;
import io.quarkus.runtime.StartupEvent;
import io.refrain.langchain4j.QuestionKey;
import io.refrain.llm.LanguageModel;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
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

    private final ChatReadiness readiness;
    private final Provider<Rehearsal> rehearsal;
    private final QuestionParser parser;
    private final LanguageModel model;
    private final ChatRequests requests;
    private final ExecutorService workers;

    @Inject
    WarmUp(
            @Readiness ChatReadiness readiness,
            Provider<Rehearsal> rehearsal,
            QuestionParser parser,
            LanguageModel model,
            ChatRequests requests,
            ExecutorService workers) {
        this.readiness = readiness;
        this.rehearsal = rehearsal;
        this.parser = parser;
        this.model = model;
        this.requests = requests;
        this.workers = workers;
    }

    void start(@Observes StartupEvent event) {
        workers.execute(this::run);
    }

    private void run() {
        HealthCheckResponse response = readiness.call().await().indefinitely();
        if (response.getStatus() == HealthCheckResponse.Status.DOWN) {
            LOG.warnf(
                    "The cache does not answer, so every question goes to the model: %s",
                    response.getData().orElse(null));
        }
        for (int i = 0; i < ROUNDS; i++) {
            ask();
        }
    }

    private void ask() {
        rehearsal.get().run();
        // The rehearsal's is remembered.
        ChatRequest request = requests.of(parser.ofJson(SAMPLE));
        QuestionKey.of(model.provider(), model.baseUrl(), model.model(), request);
    }
}
