package io.refrain.chat;

import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Notes when a request came: the time limit of a question counts from then. Safe for use by several threads at once. */
class Arrival {
    private static final String PROPERTY = "io.refrain.chat.arrival";

    @ServerRequestFilter(preMatching = true)
    void note(ContainerRequestContext request) {
        request.setProperty(PROPERTY, System.nanoTime());
    }

    /** By {@link System#nanoTime()}. */
    static long of(ServerRequestContext exchange) {
        return exchange instanceof org.jboss.resteasy.reactive.common.core.AbstractResteasyReactiveContext<?, ?> context
                        && context.getProperty(PROPERTY) instanceof Long arrived
                ? arrived
                : System.nanoTime();
    }
}
