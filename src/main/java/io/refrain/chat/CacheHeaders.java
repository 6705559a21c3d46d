package io.refrain.chat;

import io.refrain.annotations.CacheResultOutcome;
import io.refrain.quarkus.ServiceConfig;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Tells in {@code Cache-Status} (RFC 9211) and {@code Age} (RFC 9111, section 5.1) what the cache did. Safe for use by several threads at once.
 */
class CacheHeaders {
    /** The property of a request under which its {@link CacheResultOutcome} is noted. */
    static final String OUTCOME = "io.refrain.chat.outcome";

    private static final String CACHE_STATUS = "Cache-Status";

    private final Optional<Duration> timeToLive;

    @Inject
    CacheHeaders(ServiceConfig config) {
        this.timeToLive = config.timeToLive();
    }

    @ServerResponseFilter
    void tell(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof StoredAnswer stored
                && request.getProperty(OUTCOME) instanceof CacheResultOutcome outcome) {
            long age = Math.max(
                    0, Duration.between(stored.createdAt(), Instant.now()).toSeconds());
            var headers = response.getHeaders();
            headers.putSingle(CACHE_STATUS, status(outcome, age));
            // For caches on the way: the content alone is another representation under the same address.
            headers.add("Vary", "Accept");
            if (outcome == CacheResultOutcome.HIT) {
                headers.putSingle("Age", Long.toString(age));
            }
        }
    }

    private String status(CacheResultOutcome outcome, long age) {
        return switch (outcome) {
            case HIT -> "refrain; hit" + timeToLive(age);
            case STORED -> "refrain; fwd=miss; stored";
            case COLLAPSED -> "refrain; fwd=miss; collapsed";
            case NOT_STORED, STORE_FAILED -> "refrain; fwd=miss";
        };
    }

    private String timeToLive(long age) {
        return timeToLive.map(ttl -> "; ttl=" + (ttl.toSeconds() - age)).orElse("");
    }
}
