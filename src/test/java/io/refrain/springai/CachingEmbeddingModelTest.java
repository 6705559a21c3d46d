package io.refrain.springai;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.answers.AskedOnceContract;
import io.refrain.answers.TestedCaches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;

/** Which texts a model is asked for. */
class CachingEmbeddingModelTest {
    private final TestedCaches caches = new TestedCaches();
    private final Cache<String, String> cache = caches.cache();
    private final Counting model = new Counting("counting");
    private final CachingEmbeddingModel caching = new CachingEmbeddingModel(model, cache);

    @AfterEach
    void close() {
        caches.close();
    }

    @Test
    void call_ofWhatIsKnownInPart_asksForTheRestAlone() {
        EmbeddingResponse first = caching.embedForResponse(List.of("a", "b"));
        EmbeddingResponse second = caching.embedForResponse(List.of("a", "b", "z"));
        assertEquals(List.of(List.of("a", "b"), List.of("z")), model.asked);
        assertEquals(vectors("a", "b"), vectors(first));
        assertEquals(vectors("a", "b", "z"), vectors(second));
        assertEquals(
                List.of(0, 1, 2),
                second.getResults().stream().map(Embedding::getIndex).toList());
        assertEquals(1, second.getMetadata().getUsage().getPromptTokens());
        assertEquals("counting", second.getMetadata().getModel());
    }

    @Test
    void call_ofWhatIsKnown_isMarkedAsAHit() {
        assertNull(status(caching.embedForResponse(List.of("a"))));
        EmbeddingResponse again = caching.embedForResponse(List.of("a"));
        assertEquals(CachingChatModel.HIT, status(again));
        assertEquals(0, again.getMetadata().getUsage().getTotalTokens());
    }

    private static @Nullable Object status(EmbeddingResponse response) {
        return response.getMetadata().get(CachingChatModel.CACHE_STATUS);
    }

    @Test
    void call_ofTheSameTwice_asksForItOnce() {
        assertEquals(vectors("a", "a"), vectors(caching.embedForResponse(List.of("a", "a"))));
        assertEquals(List.of(List.of("a")), model.asked);
    }

    @Test
    void embed_inAnotherForm_isKnown() {
        caching.embedForResponse(List.of("a"));
        assertArrayEquals(of("a"), caching.embed("a"));
        assertArrayEquals(of("a"), caching.embed(List.of("a")).get(0));
        assertArrayEquals(
                of("a"),
                caching.embed(
                                List.of(new Document("a")),
                                EmbeddingOptions.builder().build(),
                                List::of)
                        .get(0));
        assertEquals(List.of(List.of("a")), model.asked);
    }

    @Test
    void call_withOtherDimensions_isAskedAnew() {
        caching.call(new EmbeddingRequest(
                List.of("a"), EmbeddingOptions.builder().dimensions(1).build()));
        caching.call(new EmbeddingRequest(
                List.of("a"), EmbeddingOptions.builder().dimensions(2).build()));
        assertEquals(2, model.asked.size());
    }

    @Test
    void call_ofAModelThatHasOtherOptionsByItself_isAskedAnew() {
        caching.embed("a");
        Counting other = new Counting("other");
        new CachingEmbeddingModel(other, cache).embed("a");
        assertEquals(1, other.asked.size());
        Counting same = new Counting("counting");
        new CachingEmbeddingModel(same, cache).embed("a");
        assertEquals(0, same.asked.size());
    }

    @Test
    void model_thatDoesNotSayWhichItIs_isRefusedUnlessTheCacheSays() {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> new CachingEmbeddingModel(new Same(null), cache))
                        .getMessage());
        assertTrue(message.contains("identity"), message);
        new CachingEmbeddingModel(
                new Same(null), AnswerCache.builder(cache).identity("mine").build());
    }

    @Test
    void embed_ofADocument_isAskedOnceForEachContent() {
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(of("a"), caching.embed(new Document("a")));
            assertArrayEquals(of("a"), caching.embed(new Document("a", Map.of("title", "b"))));
        }
        assertEquals(List.of(List.of("a"), List.of("a")), model.asked);
    }

    @Test
    void embed_changedByTheCaller_isAsItWas() {
        Arrays.fill(caching.embed("a"), 0);
        Arrays.fill(caching.embed("a"), 0);
        assertArrayEquals(of("a"), caching.embed("a"));
    }

    @Test
    void call_ofTheSameTwice_givesEachItsOwn() {
        List<float[]> both = caching.embed(List.of("a", "a"));
        Arrays.fill(both.get(0), 0);
        assertArrayEquals(of("a"), both.get(1));
    }

    @Test
    void call_ofNothing_isNothing() {
        assertEquals(List.of(), caching.embed(List.of()));
        assertEquals(List.of(), model.asked);
    }

    @Test
    void call_ofAModelThatReturnsTooFew_isWhatItReturnsForAll() {
        caching.embed("a");
        model.tooFew = true;
        assertEquals(vectors("a"), vectors(caching.embedForResponse(List.of("a", "b"))));
    }

    @Test
    void call_ofAModelThatReturnsNull_isNull() {
        CachingEmbeddingModel broken = new CachingEmbeddingModel(
                new Same(null), AnswerCache.builder(cache).identity("broken").build());
        assertNull(broken.embedForResponse(List.of("a")));
    }

    @Test
    void call_ofAModelThatReturnsNoNumbers_isThatAndNotKept() {
        CachingEmbeddingModel broken = new CachingEmbeddingModel(
                new Same(new EmbeddingResponse(List.of(new Embedding(new float[0], 0)))),
                AnswerCache.builder(cache).identity("broken").build());
        assertEquals(0, broken.embed("a").length);
        assertFalse(cache.iterator().hasNext());
    }

    @Test
    void call_whenTheCacheIsClosed_isAnsweredByTheModel() {
        cache.close();
        assertArrayEquals(of("a"), caching.embed("a"));
        assertArrayEquals(of("a"), caching.embed("a"));
        assertEquals(2, model.asked.size());
    }

    @Test
    void call_ofWhatHasNoKey_isAskedEachTime() {
        caching.embed("\ud800");
        caching.embed("\ud800");
        assertEquals(2, model.asked.size());
    }

    @Test
    void call_200TimesAtOnceWithTextsInCommon_asksForEachTextOnce() throws Exception {
        CountDownLatch answering = new CountDownLatch(1);
        model.meanwhile = () -> AskedOnceContract.await(answering);
        List<Callable<List<List<Float>>>> requests = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            List<String> some = List.of(text(i), text(i + 1), text(i + 50));
            requests.add(() -> vectors(caching.embedForResponse(some)));
        }
        List<List<List<Float>>> all = AskedOnceContract.atOnce(requests, answering);
        for (int i = 0; i < 200; i++) {
            assertEquals(vectors(text(i), text(i + 1), text(i + 50)), all.get(i));
        }
        assertEquals(
                IntStream.range(0, 100)
                        .mapToObj(CachingEmbeddingModelTest::text)
                        .sorted()
                        .toList(),
                model.asked.stream().flatMap(List::stream).sorted().toList());
    }

    private static String text(int i) {
        return String.valueOf((char) ('\u0100' + i % 100));
    }

    @Test
    void call_ofWhatFailsElsewhere_isAskedByItself() throws Exception {
        List<CompletableFuture<List<float[]>>> both = whileTheFirstFails(List.of("a", "b"), List.of("a"));
        assertThrows(ExecutionException.class, both.get(0)::get);
        assertArrayEquals(of("a"), both.get(1).get().get(0));
        assertEquals(List.of(List.of("a", "b"), List.of("a")), model.asked);
    }

    @Test
    void call_ofAllThatFailsElsewhere_failsWithIt() throws Exception {
        for (CompletableFuture<?> each : whileTheFirstFails(List.of("a", "b"), List.of("b", "a"))) {
            String failure = assertThrows(ExecutionException.class, each::get).toString();
            assertTrue(failure.contains("on purpose"), failure);
        }
        assertEquals(List.of(List.of("a", "b")), model.asked);
    }

    /** Makes the second request while the first one is with the model, which then fails. */
    private List<CompletableFuture<List<float[]>>> whileTheFirstFails(List<String> first, List<String> second)
            throws Exception {
        CompletableFuture<List<float[]>> other = new CompletableFuture<>();
        Thread waits = new Thread(() -> complete(other, second));
        model.meanwhile = () -> {
            model.meanwhile = () -> {};
            waits.start();
            AskedOnceContract.awaitJoined(waits);
            throw new IllegalStateException("on purpose");
        };
        CompletableFuture<List<float[]>> one = new CompletableFuture<>();
        complete(one, first);
        waits.join();
        return List.of(one, other);
    }

    private void complete(CompletableFuture<List<float[]>> result, List<String> texts) {
        try {
            result.complete(caching.embed(texts));
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    @Test
    void call_thatAsksForTheSameFromWithin_isAnsweredByTheModel() {
        model.meanwhile = () -> {
            model.meanwhile = () -> {};
            caching.embed("a");
        };
        assertArrayEquals(of("a"), caching.embed("a"));
        assertEquals(2, model.asked.size());
    }

    @Test
    void getEmbeddingContent_ofADocument_isWhatTheModelTakes() {
        assertEquals("a", caching.getEmbeddingContent(new Document("a", Map.of("title", "b"))));
    }

    private static List<List<Float>> vectors(EmbeddingResponse response) {
        return response.getResults().stream()
                .map(each -> numbers(each.getOutput()))
                .toList();
    }

    private static List<List<Float>> vectors(String... texts) {
        return Arrays.stream(texts).map(each -> numbers(of(each))).toList();
    }

    private static List<Float> numbers(float[] vector) {
        List<Float> numbers = new ArrayList<>();
        for (float each : vector) {
            numbers.add(each);
        }
        return numbers;
    }

    private static float[] of(String text) {
        return new float[] {text.charAt(0), 0.1f, Float.MIN_VALUE};
    }

    /** Says the same each time. */
    private record Same(@Nullable EmbeddingResponse answer) implements EmbeddingModel {
        @Override
        @SuppressWarnings("NullAway")
        public EmbeddingResponse call(EmbeddingRequest request) {
            return answer;
        }

        @Override
        public float[] embed(Document document) {
            throw new UnsupportedOperationException();
        }
    }

    /** Writes down what it is asked for. */
    private static final class Counting implements EmbeddingModel {
        final List<List<String>> asked = Collections.synchronizedList(new ArrayList<>());
        volatile Runnable meanwhile = () -> {};
        boolean tooFew;

        /** Which, as Spring AI's models do, it tells nobody. */
        private final EmbeddingOptions defaultOptions;

        Counting(String name) {
            this.defaultOptions = EmbeddingOptions.builder().model(name).build();
        }

        @Override
        public EmbeddingResponse call(EmbeddingRequest request) {
            List<String> texts = request.getInstructions();
            asked.add(texts);
            meanwhile.run();
            List<Embedding> all = IntStream.range(0, tooFew ? texts.size() - 1 : texts.size())
                    .mapToObj(i -> new Embedding(of(texts.get(i)), i))
                    .toList();
            return new EmbeddingResponse(
                    all, new EmbeddingResponseMetadata(defaultOptions.getModel(), new DefaultUsage(texts.size(), 0)));
        }

        @Override
        public float[] embed(Document document) {
            return embed(Objects.requireNonNull(document.getText()));
        }
    }
}
