package io.refrain.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import io.refrain.internal.flight.Flight;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One call of an embedding model, for the items of which others wait. Safe for use by several threads at once. */
final class EmbeddingCall extends Flight<EmbeddingCall.Outcome> {

    /**
     * What became of it. Immutable.
     *
     * @param asked what the model was asked for, by name
     * @param embeddings what there is, by name; of some items there may be none
     * @param failure what it failed with; null when it did not
     */
    record Outcome(Set<Object> asked, Map<Object, Embedding> embeddings, @Nullable Throwable failure) {}
}
