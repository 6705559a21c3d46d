package io.refrain.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import io.refrain.answers.AskedOnceContract;
import io.refrain.answers.TestedCaches;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which items a model is asked for. */
class CachingEmbeddingModelTest {
    private final TestedCaches caches = new TestedCaches();
    private final Cache<String, String> cache = caches.cache();
    private final Counting model = new Counting();
    private final CachingEmbeddingModel caching = new CachingEmbeddingModel(model, cache);

    @AfterEach
    void close() {
        caches.close();
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

    @Test
    void embedAll_200TimesAtOnceWithItemsInCommon_asksForEachItemOnce() throws Exception {
        CountDownLatch answering = new CountDownLatch(1);
        model.meanwhile = () -> AnswersContract.await(answering);
        List<Callable<List<Embedding>>> requests = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            List<TextSegment> some = segments(text(i), text(i + 1), text(i + 50));
            requests.add(() -> caching.embedAll(some).content());
        }
        List<List<Embedding>> all = AnswersContract.atOnce(requests, answering);
        for (int i = 0; i < 200; i++) {
            assertEquals(List.of(of(text(i)), of(text(i + 1)), of(text(i + 50))), all.get(i));
        }
        List<String> asked = model.asked.stream().flatMap(List::stream).sorted().toList();
        assertEquals(
                IntStream.range(0, 100)
                        .mapToObj(CachingEmbeddingModelTest::text)
                        .sorted()
                        .toList(),
                asked);
    }

    private static String text(int i) {
        return String.valueOf((char) ('\u0100' + i % 100));
    }

    @Test
    void embedAll_ofWhatFailsElsewhere_isAskedByItself() throws Exception {
        List<CompletableFuture<Response<List<Embedding>>>> both = whileTheFirstFails(segments("a", "b"), segments("a"));
        assertThrows(ExecutionException.class, both.get(0)::get);
        assertEquals(List.of(of("a")), both.get(1).get().content());
        assertEquals(List.of(List.of("a", "b"), List.of("a")), model.asked);
    }

    @Test
    void embedAll_ofAllThatFailsElsewhere_failsWithIt() throws Exception {
        for (CompletableFuture<?> each : whileTheFirstFails(segments("a", "b"), segments("b", "a"))) {
            String failure = assertThrows(ExecutionException.class, each::get).toString();
            assertTrue(failure.contains("on purpose"), failure);
        }
        assertEquals(List.of(List.of("a", "b")), model.asked);
    }

    /** Makes the second request while the first one is with the model, which then fails. */
    private List<CompletableFuture<Response<List<Embedding>>>> whileTheFirstFails(
            List<TextSegment> first, List<TextSegment> second) throws Exception {
        CompletableFuture<Response<List<Embedding>>> other = new CompletableFuture<>();
        Thread waits = new Thread(() -> complete(other, second));
        model.meanwhile = () -> {
            model.meanwhile = () -> {};
            waits.start();
            AskedOnceContract.awaitJoined(waits);
            throw new IllegalStateException("on purpose");
        };
        CompletableFuture<Response<List<Embedding>>> one = new CompletableFuture<>();
        complete(one, first);
        waits.join();
        return List.of(one, other);
    }

    private void complete(CompletableFuture<Response<List<Embedding>>> result, List<TextSegment> segments) {
        try {
            result.complete(caching.embedAll(segments));
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    @Test
    void embedAll_thatAsksForTheSameFromWithin_isAnsweredByTheModel() {
        model.meanwhile = () -> {
            model.meanwhile = () -> {};
            caching.embedAll(segments("a"));
        };
        assertEquals(List.of(of("a")), caching.embedAll(segments("a")).content());
        assertEquals(2, model.asked.size());
    }

    @Test
    void embedAll_ofAModelThatReturnsNull_isNull() {
        CachingEmbeddingModel broken = new CachingEmbeddingModel(new Named(null), cache);
        assertNull(broken.embedAll(segments("a")));
        assertNull(broken.embed("a"));
    }

    @Test
    void embedAll_ofAModelThatReturnsNoNumbers_isThatAndNotKept() {
        CachingEmbeddingModel broken =
                new CachingEmbeddingModel(new Named(Response.from(List.of(Embedding.from(new float[0])))), cache);
        assertEquals(0, broken.embedAll(segments("a")).content().get(0).vector().length);
        assertFalse(cache.iterator().hasNext());
    }

    /** Says the same each time. */
    private record Named(@Nullable Response<List<Embedding>> answer) implements EmbeddingModel {
        @Override
        @SuppressWarnings("NullAway")
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            return answer;
        }

        @Override
        public String modelName() {
            return "named";
        }
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
        final List<List<String>> asked = Collections.synchronizedList(new ArrayList<>());
        volatile Runnable meanwhile = () -> {};
        boolean tooFew;

        @Override
        public EmbeddingResponse doEmbed(EmbeddingRequest request) {
            List<String> texts =
                    request.inputs().stream().map(each -> each.text()).toList();
            asked.add(texts);
            meanwhile.run();
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
