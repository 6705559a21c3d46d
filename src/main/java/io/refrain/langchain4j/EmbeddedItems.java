package io.refrain.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model made of items. Immutable.
 *
 * @param embeddings theirs, in the order in which they were asked for
 * @param usage what it took; null when the model does not say
 * @param modelName which model it was; null when it does not say
 */
record EmbeddedItems(List<Embedding> embeddings, @Nullable TokenUsage usage, @Nullable String modelName) {
    static final EmbeddedItems NONE = new EmbeddedItems(List.of(), new TokenUsage(0, 0, 0), null);

    /** Null when a model breaks its promise and returns that. */
    static @Nullable EmbeddedItems of(@Nullable EmbeddingResponse response) {
        return response == null
                ? null
                : new EmbeddedItems(response.embeddings(), response.tokenUsage(), response.modelName());
    }

    /** Null when a model breaks its promise and returns that. */
    static @Nullable EmbeddedItems of(@Nullable Response<List<Embedding>> response) {
        return response == null || response.content() == null
                ? null
                : new EmbeddedItems(response.content(), response.tokenUsage(), null);
    }
}
