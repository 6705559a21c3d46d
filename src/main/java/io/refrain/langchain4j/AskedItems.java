package io.refrain.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an embedding model is asked for on behalf of one request, and what it says beside the embeddings. Confined to one thread.
 *
 * @param <I> an item
 */
final class AskedItems<I> implements Function<List<I>, @Nullable List<Embedding>> {
    private final Function<List<I>, @Nullable EmbeddedItems> model;
    private @Nullable EmbeddedItems latest;
    private @Nullable TokenUsage usage = EmbeddedItems.NONE.usage();
    private @Nullable String modelName;

    /** @param model asks for items */
    AskedItems(Function<List<I>, @Nullable EmbeddedItems> model) {
        this.model = model;
    }

    @Override
    public @Nullable List<Embedding> apply(List<I> items) {
        EmbeddedItems answer = model.apply(items);
        latest = answer;
        if (answer == null) {
            return null;
        }
        usage = usage == EmbeddedItems.NONE.usage() ? answer.usage() : TokenUsage.sum(usage, answer.usage());
        modelName = answer.modelName() == null ? modelName : answer.modelName();
        return answer.embeddings();
    }

    /** What the model returned lately. */
    @Nullable
    EmbeddedItems latest() {
        return latest;
    }

    /** All embeddings of the request, with what was said of those that were asked for. */
    EmbeddedItems with(List<Embedding> embeddings) {
        return new EmbeddedItems(embeddings, usage, modelName);
    }
}
