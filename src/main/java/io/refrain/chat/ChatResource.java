package io.refrain.chat;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import javax.cache.annotation.CacheResult;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Answers questions, each once: an equal one is answered from the cache. Safe for use by several threads at once. */
@Path("/chat")
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
@Tag(name = "chat")
public class ChatResource {
    /** The name of the cache. */
    static final String CACHE = "chat";

    private final Answerer answerer;
    private final QuestionParser parser;

    @Inject
    ChatResource(Answerer answerer, QuestionParser parser) {
        this.answerer = answerer;
        this.parser = parser;
    }

    /** Answers a question; on the event loop when the heap has the answer, otherwise on a worker. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @CacheResult(cacheName = CACHE, cacheKeyGenerator = QuestionKeyGenerator.class)
    public Uni<StoredAnswer> chat(ChatQuestion question, @Context ServerRequestContext exchange) {
        return Uni.createFrom().item(() -> answerer.answer(question));
    }

    /** Answers a question from a browser's address line, as {@link #chat} does. */
    @GET
    public Uni<StoredAnswer> ask(@Context UriInfo address, @Context ServerRequestContext exchange) {
        return chat(parser.ofQuery(address.getQueryParameters()), exchange);
    }
}
