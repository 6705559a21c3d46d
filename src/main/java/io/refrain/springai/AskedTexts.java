package io.refrain.springai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;

/** What an embedding model is asked for on behalf of one request, and what it says beside the embeddings. Confined to one thread. */
final class AskedTexts implements Function<List<String>, @Nullable List<float[]>> {
    private final Function<List<String>, @Nullable EmbeddingResponse> model;
    private @Nullable EmbeddingResponse latest;
    private @Nullable EmbeddingResponseMetadata metadata;

    /** @param model asks for texts */
    AskedTexts(Function<List<String>, @Nullable EmbeddingResponse> model) {
        this.model = model;
    }

    @Override
    public @Nullable List<float[]> apply(List<String> texts) {
        EmbeddingResponse response = model.apply(texts);
        latest = response;
        if (response == null) {
            return null;
        }
        EmbeddingResponseMetadata before = metadata;
        EmbeddingResponseMetadata now = response.getMetadata();
        metadata = before == null || now == null
                ? now
                : new EmbeddingResponseMetadata(now.getModel(), sum(before.getUsage(), now.getUsage()));
        return response.getResults().stream().map(Embedding::getOutput).toList();
    }

    private static @Nullable Usage sum(@Nullable Usage one, @Nullable Usage other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return new DefaultUsage(
                one.getPromptTokens() + other.getPromptTokens(),
                one.getCompletionTokens() + other.getCompletionTokens(),
                one.getTotalTokens() + other.getTotalTokens());
    }

    /** What the model returned lately. */
    @Nullable
    EmbeddingResponse latest() {
        return latest;
    }

    /** All embeddings of the request, with what was said of those that were asked for. */
    EmbeddingResponse with(List<float[]> vectors) {
        List<Embedding> embeddings = new ArrayList<>();
        for (float[] vector : vectors) {
            // Another request may have got the same, and each may change its own.
            embeddings.add(new Embedding(vector == null ? vector : vector.clone(), embeddings.size()));
        }
        EmbeddingResponseMetadata said = metadata;
        if (latest == null) {
            said = new EmbeddingResponseMetadata(
                    "", new EmptyUsage(), Map.of(CachingChatModel.CACHE_STATUS, CachingChatModel.HIT));
        }
        return said == null ? new EmbeddingResponse(embeddings) : new EmbeddingResponse(embeddings, said);
    }
}
