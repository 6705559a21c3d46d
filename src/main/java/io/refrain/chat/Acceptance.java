package io.refrain.chat;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses whoever takes none of the forms that an answer has: where several methods differ by their form only, the framework would pick any of them.
 * Safe for use by several threads at once.
 */
class Acceptance {
    private static final Set<String> ASKING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);
    private static final Set<String> USUAL = Set.of(MediaType.WILDCARD, MediaType.APPLICATION_JSON);
    private static final List<MediaType> FORMS =
            List.of(MediaType.APPLICATION_JSON_TYPE, MediaType.TEXT_PLAIN_TYPE, MediaType.SERVER_SENT_EVENTS_TYPE);

    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext request) {
        String accept = request.getHeaderString(HttpHeaders.ACCEPT);
        if (accept == null
                || USUAL.contains(accept)
                || !ASKING.contains(request.getMethod())
                || !request.getUriInfo().getPath().equals("/chat")) {
            return;
        }
        boolean some = request.getAcceptableMediaTypes().stream()
                .filter(type -> !type.getParameters().getOrDefault("q", "1").matches("0(\\.0*)?"))
                .anyMatch(type -> FORMS.stream().anyMatch(type::isCompatible));
        if (!some) {
            throw new NotAcceptableException();
        }
    }
}
