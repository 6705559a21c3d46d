package io.refrain.chat;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.cache.annotation.CacheResult;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/** Answers questions, each once: an equal one is answered from the cache. Safe for use by several threads at once. */
@Path("/chat")
@Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
@Tag(name = "chat")
// What else there is, ApiDescription adds.
@APIResponse(
        responseCode = "200",
        content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Answer.class)))
@APIResponse(
        responseCode = "400",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class ChatResource {
    /** The name of the cache. */
    static final String CACHE = "chat";

    private static final String KEY = "key";

    /** Only for whoever asks for it by name. */
    private static final String STREAM = MediaType.SERVER_SENT_EVENTS + ";qs=0.1";

    private final Answerer answerer;
    private final QuestionParser parser;
    private final QuestionKeyGenerator names;
    private final StoredAnswers stored;

    @Inject
    ChatResource(Answerer answerer, QuestionParser parser, QuestionKeyGenerator names, StoredAnswers stored) {
        this.answerer = answerer;
        this.parser = parser;
        this.names = names;
        this.stored = stored;
    }

    /** Answers a question; on the event loop when the heap has the answer, otherwise on a worker. */
    @POST
    @Operation(summary = "Answers a question")
    @Consumes(MediaType.APPLICATION_JSON)
    @CacheResult(cacheName = CACHE, cacheKeyGenerator = QuestionKeyGenerator.class)
    public CompletionStage<StoredAnswer> chat(
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(ref = "Question")))
                    ChatQuestion question,
            @Context ServerRequestContext exchange) {
        ResteasyReactiveRequestContext context = (ResteasyReactiveRequestContext) exchange;
        CacheUse use = context.getProperty(CacheUse.PROPERTY) instanceof CacheUse noted ? noted : null;
        StoredAnswer recorded = use == null ? null : use.recorded();
        if (recorded != null) {
            return CompletableFuture.completedFuture(recorded);
        }
        LiveAnswer followed = use == null ? null : use.followed();
        return answerer.answer(question, Arrival.of(exchange), followed);
    }

    /** Answers a question from a browser's address line, as {@link #chat} does. */
    @GET
    @Operation(summary = "Answers a question from a browser's address line")
    public CompletionStage<StoredAnswer> ask(@Context ServerRequestContext exchange) {
        return chat(parser.ofQuery(query(exchange)), exchange);
    }

    /** Answers a question in parts, as they come from the model or, from the cache, as they could have come. */
    @POST
    @Operation(hidden = true)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(STREAM)
    public Uni<AnswerStream> stream(@Nullable ChatQuestion question, @Context ServerRequestContext exchange) {
        if (question == null) {
            throw BadQuestion.body("There is no body.");
        }
        ChatQuestion whole = question.asWhole();
        AnswerStream stream = new AnswerStream();
        ((ResteasyReactiveRequestContext) exchange).setProperty(AnswerStream.PROPERTY, stream);
        var unused = chat(whole, exchange).whenComplete((answer, e) -> {
            if (e == null) {
                stream.whole(answer);
            } else {
                stream.failed(
                        e instanceof CompletionException wrapped && wrapped.getCause() != null
                                ? wrapped.getCause()
                                : e);
            }
        });
        return stream.started();
    }

    /** Answers a question from an address in parts, for a browser's {@code EventSource}. */
    @GET
    @Operation(hidden = true)
    @Produces(STREAM)
    public Uni<AnswerStream> streamed(@Context ServerRequestContext exchange) {
        return stream(parser.ofQuery(query(exchange)), exchange);
    }

    /** Forgets the stored answer to a question: to that in the body or in the address, or to the one of a key. */
    @DELETE
    @Operation(summary = "Removes the stored answer to a question")
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    public Response forget(byte[] body, @Context ServerRequestContext exchange) {
        Map<String, List<String>> query = query(exchange);
        QuestionName name = query.containsKey(KEY)
                ? QuestionName.of(query.get(KEY), query.size() == 1 && body.length == 0)
                : names.nameOf(body.length == 0 ? parser.ofQuery(query) : parser.ofJson(body));
        if (!stored.remove(name)) {
            throw NotStored.nothingToRemove();
        }
        return Response.noContent().build();
    }

    private static Map<String, List<String>> query(ServerRequestContext exchange) {
        return QueryParameters.of(
                ((ResteasyReactiveRequestContext) exchange).serverRequest().query());
    }
}
