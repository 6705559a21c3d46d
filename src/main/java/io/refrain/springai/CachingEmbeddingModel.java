package io.refrain.springai;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.util.ReflectionUtils;

/**
 * An embedding model that asks another one for what it was not asked before, text by text: of {@code A, B, Z} after {@code A, B} it asks for {@code Z}
 * alone, and not for what is being asked for meanwhile. Usage is that of what was asked; the metadata of a response for which nothing was has
 * {@link CachingChatModel#CACHE_STATUS}. Safe for use by several threads at once, as the model is.
 */
public final class CachingEmbeddingModel implements EmbeddingModel {
    /** Which versions before 2.0 do not have. */
    private static final @Nullable Method CONTENT =
            ReflectionUtils.findMethod(EmbeddingModel.class, "getEmbeddingContent", Document.class);

    private final EmbeddingModel model;
    private final AnswerCache answers;
    private final @Nullable EmbeddingOptions defaults;
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
        this.defaults = defaults(model);
        this.identity = ModelIdentity.name(model, defaults == null ? null : defaults.getModel(), answers);
    }

    /** The options that a model has by itself, which it tells nobody; null when it has none, or they cannot be seen. */
    private static @Nullable EmbeddingOptions defaults(EmbeddingModel model) {
        for (Class<?> type = model.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (EmbeddingOptions.class.isAssignableFrom(field.getType())
                        && !Modifier.isStatic(field.getModifiers())) {
                    try {
                        field.setAccessible(true);
                        if (field.get(model) instanceof EmbeddingOptions options) {
                            return options;
                        }
                    } catch (ReflectiveOperationException | RuntimeException e) {
                        // Of a module that does not let others look in.
                        return null;
                    }
                }
            }
        }
        return null;
    }

    /** Null only if the model, against its promise, returns that. */
    @Override
    @SuppressWarnings("NullAway")
    public EmbeddingResponse call(EmbeddingRequest request) {
        EmbeddingOptions options = request.getOptions();
        String asking = answers.nameOf(() -> QuestionKey.ofEmbeddings(identity, defaults, options));
        AskedTexts asked = new AskedTexts(texts -> model.call(new EmbeddingRequest(texts, options)));
        List<float[]> vectors = answers.embeddings()
                .made(
                        request.getInstructions(),
                        text -> asking == null ? null : answers.nameOf(() -> QuestionKey.ofText(asking, text)),
                        asked);
        return vectors == null ? asked.latest() : asked.with(vectors);
    }

    @Override
    public float[] embed(Document document) {
        String asking = answers.nameOf(() -> QuestionKey.ofEmbeddings(identity, defaults, null));
        List<float[]> vectors = answers.embeddings()
                .made(
                        List.of(document),
                        each -> asking == null ? null : answers.nameOf(() -> QuestionKey.ofDocument(asking, each)),
                        one -> Collections.singletonList(model.embed(document)));
        float[] vector = Objects.requireNonNull(vectors).get(0);
        return vector == null ? vector : vector.clone();
    }

    /** What of a document is embedded, as the model says it; its text in versions of Spring AI that do not ask. */
    public @Nullable String getEmbeddingContent(Document document) {
        return CONTENT == null ? document.getText() : (String) ReflectionUtils.invokeMethod(CONTENT, model, document);
    }

    @Override
    public int dimensions() {
        return model.dimensions();
    }
}
