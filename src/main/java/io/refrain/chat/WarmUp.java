package io.refrain.chat;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Opens the cache and runs once through what a question needs, beside the start of the service, so that the first one waits for less of it, and
 * a file that cannot be used is told in the log at once. Going that way more often makes nothing faster: the first answers come while it does. Safe for
 * use by several threads at once.
 */
@Singleton
class WarmUp {
    private static final Logger LOG = Logger.getLogger("io.refrain.chat");

    private final ChatReadiness readiness;

    @Inject
    WarmUp(@Readiness ChatReadiness readiness) {
        this.readiness = readiness;
    }

    void start(@Observes StartupEvent event) {
        var unused = readiness.look().thenAccept(WarmUp::tell);
    }

    private static void tell(HealthCheckResponse response) {
        if (response.getStatus() == HealthCheckResponse.Status.DOWN) {
            LOG.warnf(
                    "The cache does not answer, so every question goes to the model: %s",
                    response.getData().orElse(null));
        }
    }
}
