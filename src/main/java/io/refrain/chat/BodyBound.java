package io.refrain.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.refrain.quarkus.ChatConfig;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a body that says it is too long before it is read, with a problem: the server's own refusal, at
 * {@code quarkus.http.limits.max-body-size}, has no body. Safe for use by several threads at once.
 */
@Singleton
class BodyBound {
    /** Before the server looks at the length itself. */
    private static final int PRIORITY = 100;

    private static final ObjectWriter WRITER = JsonMapper.builder().build().writerFor(Problem.class);

    private final int bound;

    @Inject
    BodyBound(ChatConfig config) {
        this.bound = config.maxBodySize();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext exchange) {
        if (!isTooLong(exchange.request().getHeader(HttpHeaders.CONTENT_LENGTH))) {
            exchange.next();
            return;
        }
        BadQuestion bad = BadQuestion.tooLong(bound);
        // What still comes is thrown away: whoever sends it could not read the answer on a connection that is reset.
        exchange.request().resume();
        exchange.response()
                .setStatusCode(bad.status())
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        try {
            exchange.end(WRITER.writeValueAsString(Problems.problem(bad)));
        } catch (JsonProcessingException e) {
            exchange.fail(e);
        }
    }

    private boolean isTooLong(@Nullable String length) {
        try {
            return length != null && Long.parseLong(length) > bound;
        } catch (NumberFormatException e) {
            // The server refuses it.
            return false;
        }
    }
}
