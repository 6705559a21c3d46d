package io.refrain.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.embedding.response.EmbeddingResponseMetadata;
import dev.langchain4j.model.output.Response;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * An embedding model that asks another one for what it was not asked before, item by item: of {@code A, B, Z} after {@code A, B} it asks for {@code Z}
 * alone, and not for what is being asked for meanwhile. Token usage is that of what was asked. Listeners of the model hear of what it is asked. Safe for use by several threads at once, as the model
 * is.
 */
public final class CachingEmbeddingModel implements EmbeddingModel {
    private final EmbeddingModel model;
    private final AnswerCache answers;
    private final String identity;

    /**
     * A model whose embeddings are kept in a cache.
     *
     * @throws IllegalArgumentException when the model does not say which one it is; see {@link AnswerCache.Builder#identity}
     */
    public CachingEmbeddingModel(EmbeddingModel model, Cache<String, String> cache) {
        this(model, AnswerCache.of(cache));
    }

    /**
     * A model whose embeddings are kept among the answers of others.
     *
     * @throws IllegalArgumentException when the model does not say which one it is; see {@link AnswerCache.Builder#identity}
     */
    public CachingEmbeddingModel(EmbeddingModel model, AnswerCache answers) {
        this.model = Objects.requireNonNull(model, "model");
        this.answers = answers;
        this.identity = ModelIdentity.name(model, modelName(model.defaultRequestParameters()), answers.identity());
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        return embed(request, model::embed);
    }

    /** Tells no listeners: whoever calls this does so himself. */
    @Override
    public EmbeddingResponse doEmbed(EmbeddingRequest request) {
        return embed(request, model::doEmbed);
    }

    @SuppressWarnings("NullAway") // A model may break its promise and return null, which is passed on.
    private EmbeddingResponse embed(
            EmbeddingRequest request, Function<EmbeddingRequest, @Nullable EmbeddingResponse> asking) {
        EmbeddingRequestParameters parameters = model.defaultRequestParameters().overrideWith(request.parameters());
        EmbeddedItems items = once(
                request.inputs(),
                each -> key(parameters, each.contents()),
                missing -> EmbeddedItems.of(asking.apply(EmbeddingRequest.builder()
                        .inputs(missing)
                        .parameters(request.parameters())
                        .build())));
        if (items == null) {
            return null;
        }
        return EmbeddingResponse.builder()
                .embeddings(items.embeddings())
                .metadata(EmbeddingResponseMetadata.builder()
                        .modelName(items.modelName() == null ? modelName(parameters) : items.modelName())
                        .tokenUsage(items.usage())
                        .build())
                .build();
    }

    @Override
    @SuppressWarnings("NullAway") // A model may break its promise and return null, which is passed on.
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        EmbeddingRequestParameters parameters = model.defaultRequestParameters();
        EmbeddedItems items = once(
                segments, each -> key(parameters, input(each)), missing -> EmbeddedItems.of(model.embedAll(missing)));
        if (items == null) {
            return null;
        }
        return Response.from(items.embeddings(), items.usage());
    }

    @Override
    @SuppressWarnings("NullAway") // A model may break its promise and return null, which is passed on.
    public Response<Embedding> embed(TextSegment segment) {
        Response<List<Embedding>> one = embedAll(List.of(segment));
        return one == null || one.content().isEmpty()
                ? null
                : Response.from(one.content().get(0), one.tokenUsage());
    }

    /** A text that nothing is told of is the same in either form. */
    private static Object input(TextSegment segment) {
        return segment.metadata().toMap().isEmpty() ? List.of(TextContent.from(segment.text())) : segment;
    }

    /** @param input all that the embedding depends on besides the model */
    private @Nullable String key(EmbeddingRequestParameters parameters, Object input) {
        return answers.nameOf(() -> QuestionKey.of(
                model.provider().name(), identity, String.valueOf(modelName(parameters)), parameters, input));
    }

    private @Nullable String modelName(EmbeddingRequestParameters parameters) {
        return parameters.modelName() == null ? model.modelName() : parameters.modelName();
    }

    private <I> @Nullable EmbeddedItems once(
            List<I> inputs, Function<I, @Nullable String> naming, Function<List<I>, @Nullable EmbeddedItems> asking) {
        AskedItems<I> asked = new AskedItems<>(asking);
        List<Embedding> embeddings = answers.embeddings().made(inputs, naming, asked);
        return embeddings == null ? asked.latest() : asked.with(embeddings);
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public @Nullable String modelName() {
        return model.modelName();
    }

    @Override
    public List<EmbeddingModelListener> listeners() {
        return model.listeners();
    }

    @Override
    public ModelProvider provider() {
        return model.provider();
    }

    @Override
    public EmbeddingRequestParameters defaultRequestParameters() {
        return model.defaultRequestParameters();
    }

    @Override
    public Set<EmbeddingParameter<?>> supportedParameters() {
        return model.supportedParameters();
    }

    @Override
    public Set<ContentType> supportedContentTypes() {
        return model.supportedContentTypes();
    }
}
