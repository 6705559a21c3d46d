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
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * An embedding model that asks another one for what it was not asked before, item by item: of {@code A, B, Z} after {@code A, B} it asks for {@code Z}
 * alone. Token usage is that of what was asked. Listeners of the model hear of what it is asked. Safe for use by several threads at once, as the model
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
        EmbeddingRequestParameters parameters = model.defaultRequestParameters().overrideWith(request.parameters());
        Items items = once(
                request.inputs(),
                each -> key(parameters, each.contents()),
                missing -> Items.of(model.embed(EmbeddingRequest.builder()
                        .inputs(missing)
                        .parameters(request.parameters())
                        .build())));
        return EmbeddingResponse.builder()
                .embeddings(items.embeddings())
                .metadata(EmbeddingResponseMetadata.builder()
                        .modelName(Objects.requireNonNullElse(items.modelName(), modelName(parameters)))
                        .tokenUsage(items.usage())
                        .build())
                .build();
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        EmbeddingRequestParameters parameters = model.defaultRequestParameters();
        Items items =
                once(segments, each -> key(parameters, input(each)), missing -> Items.of(model.embedAll(missing)));
        return Response.from(items.embeddings(), items.usage());
    }

    @Override
    public Response<Embedding> embed(TextSegment segment) {
        Response<List<Embedding>> one = embedAll(List.of(segment));
        return Response.from(one.content().get(0), one.tokenUsage());
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

    private <I> Items once(List<I> inputs, Function<I, @Nullable String> naming, Function<List<I>, Items> asking) {
        List<@Nullable Embedding> all = new ArrayList<>();
        Map<Object, I> missing = new LinkedHashMap<>();
        List<Object> names = new ArrayList<>();
        for (I input : inputs) {
            String name = naming.apply(input);
            // What has no name is equal to nothing but itself.
            Object known = name == null ? new Object() : name;
            names.add(known);
            Embedding found =
                    name == null || missing.containsKey(name) ? null : EmbeddingJson.read(answers.findText(name));
            all.add(found);
            if (found == null) {
                missing.putIfAbsent(known, input);
            }
        }
        if (missing.isEmpty()) {
            return new Items(List.copyOf(all), new TokenUsage(0, 0, 0), null);
        }
        Items asked = asking.apply(List.copyOf(missing.values()));
        if (asked.embeddings().size() != missing.size()) {
            // Nobody can tell what belongs to what.
            return missing.size() == inputs.size() ? asked : asking.apply(inputs);
        }
        Map<Object, Embedding> come = new LinkedHashMap<>();
        for (Object name : missing.keySet()) {
            Embedding embedding = asked.embeddings().get(come.size());
            come.put(name, embedding);
            if (name instanceof String known && embedding != null) {
                answers.keepText(known, EmbeddingJson.write(embedding));
            }
        }
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) == null) {
                all.set(i, come.get(names.get(i)));
            }
        }
        return new Items(List.copyOf(all), asked.usage(), asked.modelName());
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

    /** The embeddings of what was asked for, in that order. */
    private record Items(List<Embedding> embeddings, @Nullable TokenUsage usage, @Nullable String modelName) {
        static Items of(EmbeddingResponse response) {
            return new Items(response.embeddings(), response.tokenUsage(), response.modelName());
        }

        static Items of(Response<List<Embedding>> response) {
            return new Items(response.content(), response.tokenUsage(), null);
        }
    }
}
