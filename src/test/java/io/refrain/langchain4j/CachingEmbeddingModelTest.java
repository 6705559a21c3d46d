package io.refrain.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import io.refrain.jcache.RefrainCachingProvider;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which items a model is asked for. */
class CachingEmbeddingModelTest {
    private final RefrainCachingProvider provider = new RefrainCachingProvider();
    private final Cache<String, String> cache = provider.getCacheManager(
                    URI.create("refrain:heap"), getClass().getClassLoader())
            .createCache("embeddings", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
    private final Counting model = new Counting();
    private final CachingEmbeddingModel caching = new CachingEmbeddingModel(model, cache);

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void embedAll_ofWhatIsKnownInPart_asksForTheRestAlone() {
        Response<List<Embedding>> first = caching.embedAll(segments("a", "b"));
        Response<List<Embedding>> second = caching.embedAll(segments("a", "b", "z"));
        assertEquals(List.of(List.of("a", "b"), List.of("z")), model.asked);
        assertEquals(List.of(of("a"), of("b")), first.content());
        assertEquals(List.of(of("a"), of("b"), of("z")), second.content());
        assertEquals(new TokenUsage(1), second.tokenUsage());
    }

    @Test
    void embedAll_ofTheSameTwice_asksForItOnce() {
        assertEquals(
                List.of(of("a"), of("a")), caching.embedAll(segments("a", "a")).content());
        assertEquals(List.of(List.of("a")), model.asked);
    }

    @Test
    void embed_inAnotherForm_isKnown() {
        caching.embedAll(segments("a"));
        assertEquals(of("a"), caching.embed("a").content());
        assertEquals(
                List.of(of("a")),
                caching.embed(EmbeddingRequest.builder().input("a").build()).embeddings());
        assertEquals(List.of(List.of("a")), model.asked);
    }

    @Test
    void embed_withOtherDimensions_isAskedAnew() {
        caching.embed(EmbeddingRequest.builder().input("a").build());
        caching.embed(EmbeddingRequest.builder().input("a").dimensions(2).build());
        assertEquals(2, model.asked.size());
    }

    @Test
    void embedAll_ofATextThatMoreIsToldOf_isAskedAnew() {
        caching.embedAll(segments("a"));
        caching.embedAll(List.of(TextSegment.from("a", Metadata.from("title", "b"))));
        caching.embedAll(List.of(TextSegment.from("a", Metadata.from("title", "c"))));
        assertEquals(3, model.asked.size());
    }

    @Test
    void embedAll_changedByTheCaller_isAsItWas() {
        caching.embed("a").content().normalize();
        assertEquals(of("a"), caching.embed("a").content());
    }

    @Test
    void embedAll_ofNothing_isNothing() {
        assertEquals(List.of(), caching.embedAll(List.of()).content());
        assertEquals(List.of(), model.asked);
    }

    @Test
    void embedAll_ofAModelThatReturnsTooFew_isWhatItReturnsForAll() {
        caching.embedAll(segments("a"));
        model.tooFew = true;
        assertEquals(List.of(of("a")), caching.embedAll(segments("a", "b")).content());
    }

    private static List<TextSegment> segments(String... texts) {
        List<TextSegment> segments = new ArrayList<>();
        for (String text : texts) {
            segments.add(TextSegment.from(text));
        }
        return segments;
    }

    private static Embedding of(String text) {
        return Embedding.from(new float[] {text.charAt(0), 0.1f, Float.MIN_VALUE});
    }

    /** Writes down what it is asked for. */
    private static final class Counting implements EmbeddingModel {
        final List<List<String>> asked = new ArrayList<>();
        boolean tooFew;

        @Override
        public EmbeddingResponse doEmbed(EmbeddingRequest request) {
            List<String> texts =
                    request.inputs().stream().map(each -> each.text()).toList();
            asked.add(texts);
            List<Embedding> all =
                    texts.stream().map(CachingEmbeddingModelTest::of).toList();
            return EmbeddingResponse.builder()
                    .embeddings(tooFew ? all.subList(0, all.size() - 1) : all)
                    .modelName(modelName())
                    .tokenUsage(new TokenUsage(texts.size()))
                    .build();
        }

        @Override
        public Set<EmbeddingParameter<?>> supportedParameters() {
            return Set.of(EmbeddingRequestParameters.DIMENSIONS);
        }

        @Override
        public String modelName() {
            return "counting";
        }
    }
}
