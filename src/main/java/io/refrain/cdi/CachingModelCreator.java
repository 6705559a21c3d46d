package io.refrain.cdi;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import io.refrain.langchain4j.AnswerCache;
import io.refrain.langchain4j.CachingChatModel;
import io.refrain.langchain4j.CachingEmbeddingModel;
import io.refrain.langchain4j.CachingStreamingChatModel;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.build.compatible.spi.Parameters;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanCreator;
import java.lang.annotation.Annotation;
import java.util.List;

/** Makes the caching model before a bean. Has no state. */
public final class CachingModelCreator implements SyntheticBeanCreator<Object> {
    static final String TYPE = "type";
    static final String QUALIFIERS = "qualifiers";
    static final String CACHE_NAME = "cacheName";
    static final String IDENTITY = "identity";

    private static final String CHAT = "dev.langchain4j.model.chat.ChatModel";
    private static final String STREAMING = "dev.langchain4j.model.chat.StreamingChatModel";
    private static final String EMBEDDING = "dev.langchain4j.model.embedding.EmbeddingModel";
    /** What can be wrapped. */
    static final List<String> TYPES = List.of(CHAT, STREAMING, EMBEDDING);

    /** Called by the container through reflection. */
    public CachingModelCreator() {}

    /** The class of what is before a bean of a type. */
    @SuppressWarnings("unchecked") // What this makes is an object.
    static Class<Object> implementation(String type) {
        Class<?> implementation =
                switch (type) {
                    case CHAT -> CachingChatModel.class;
                    case STREAMING -> CachingStreamingChatModel.class;
                    default -> CachingEmbeddingModel.class;
                };
        return (Class<Object>) implementation;
    }

    @Override
    public Object create(Instance<Object> lookup, Parameters parameters) {
        Annotation[] others = parameters.get(QUALIFIERS, Annotation[].class);
        // The array that the container gives may be one of a single type of annotations.
        Annotation[] asked = new Annotation[others.length + 1];
        System.arraycopy(others, 0, asked, 1, others.length);
        asked[0] = Uncached.Literal.INSTANCE;
        AnswerCache answers = lookup.select(SharedAnswers.class)
                .get()
                .of(parameters.get(CACHE_NAME, String.class), parameters.get(IDENTITY, String.class));
        return switch (parameters.get(TYPE, String.class)) {
            case CHAT ->
                new CachingChatModel(lookup.select(ChatModel.class, asked).get(), answers);
            case STREAMING ->
                new CachingStreamingChatModel(
                        lookup.select(StreamingChatModel.class, asked).get(), answers);
            default ->
                new CachingEmbeddingModel(
                        lookup.select(EmbeddingModel.class, asked).get(), answers);
        };
    }
}
