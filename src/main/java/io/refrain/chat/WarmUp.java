package io.refrain.chat;

import io.quarkus.runtime.StartupEvent;
import io.refrain.langchain4j.QuestionKey;
import io.refrain.llm.LanguageModel;
import io.refrain.quarkus.CacheReadiness;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
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

    private final CacheReadiness readiness;
    private final LanguageModel model;
    private final ChatRequests requests;
    private final ExecutorService workers;

    @Inject
    WarmUp(@Readiness CacheReadiness readiness, LanguageModel model, ChatRequests requests, ExecutorService workers) {
        this.readiness = readiness;
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
        ChatQuestion question = new ChatQuestion(
                List.of(new Turn(Turn.Role.USER, "Are you there?")), null, null, null, null, List.of(), null);
        QuestionKey.of(model.provider(), model.baseUrl(), model.model(), requests.of(question));
    }
}
