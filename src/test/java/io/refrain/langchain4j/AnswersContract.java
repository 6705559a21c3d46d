package io.refrain.langchain4j;

import static io.refrain.langchain4j.ScriptedModel.answer;
import static io.refrain.langchain4j.ScriptedModel.question;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.refrain.jcache.RefrainCachingProvider;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every model does that answers an equal question once, in whatever form it answers. */
abstract class AnswersContract {
    final ScriptedModel model = new ScriptedModel();
    private final RefrainCachingProvider provider = new RefrainCachingProvider();
    private final CacheManager manager =
            provider.getCacheManager(URI.create("refrain:heap"), getClass().getClassLoader());
    final Cache<String, String> cache = manager.createCache(
            "answers", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
    AnswerCache answers = AnswerCache.of(cache);

    @AfterEach
    void close() {
        provider.close();
    }

    /** Asks the model that a test wraps, with {@link #answers}; throws what it fails with. */
    abstract @Nullable ChatResponse ask(ChatRequest request);

    @Test
    void ask_whatWasAsked_isAnsweredWithoutTheModel() {
        ChatResponse first = ask(question("a"));
        assertEquals(first, ask(question("a")));
        assertEquals(1, model.calls.get());
    }

    @Test
    void ask_whatWasAskedThroughAnotherWrapper_isAnsweredFromTheCache() {
        ChatResponse first = ask(question("a"));
        answers = AnswerCache.of(cache);
        assertEquals(first, ask(question("a")));
        assertEquals(1, model.calls.get());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.refrain.langchain4j.QuestionKeyTest#adversarialConversations")
    void ask_conversationsThatDiffer_areAskedEach(String what, List<ChatMessage> one, List<ChatMessage> other) {
        ask(ChatRequest.builder().messages(one).build());
        ask(ChatRequest.builder().messages(other).build());
        assertEquals(2, model.calls.get());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.refrain.langchain4j.QuestionKeyTest#adversarialParameters")
    void ask_withParametersThatDiffer_isAskedEach(String what, ChatRequest one, ChatRequest other) {
        ask(one);
        ask(other);
        assertEquals(2, model.calls.get());
    }

    @Test
    void ask_ofAModelWithOtherDefaults_isAskedAnew() {
        ask(question("a"));
        model.defaults = ChatRequestParameters.builder()
                .modelName("scripted")
                .temperature(0.5)
                .build();
        ask(question("a"));
        assertEquals(2, model.calls.get());
    }

    @Test
    void ask_withWhatIsTheDefaultAnyway_isTheSameQuestion() {
        model.defaults = ChatRequestParameters.builder()
                .modelName("scripted")
                .temperature(0.5)
                .build();
        ask(question("a"));
        ask(question("a").toBuilder().temperature(0.5).build());
        assertEquals(1, model.calls.get());
    }

    @Test
    void ask_ofAnotherIdentity_isAskedAnew() {
        ask(question("a"));
        answers = AnswerCache.builder(cache).identity("elsewhere").build();
        ask(question("a"));
        assertEquals(2, model.calls.get());
    }

    @Test
    void ask_ofAModelThatDoesNotSayWhichItIs_isRefusedUnlessTheCacheSays() {
        model.defaults = ChatRequestParameters.builder().build();
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> ask(question("a")))
                .getMessage());
        assertTrue(message.contains("identity"), message);
        answers = AnswerCache.builder(cache).identity("mine").build();
        ask(question("a"));
        ask(question("a"));
        assertEquals(1, model.calls.get());
    }

    static Stream<Arguments> notKept() {
        return Stream.of(
                Arguments.of("cut", answer("a", FinishReason.LENGTH)),
                Arguments.of("filtered", answer("a", FinishReason.CONTENT_FILTER)),
                Arguments.of("no reason", answer("a", null)),
                Arguments.of("empty", answer(" \u200b", FinishReason.STOP)),
                Arguments.of("a tool that was not offered", calling("weather")),
                Arguments.of("a tool without a name", calling("")));
    }

    private static ChatResponse calling(String tool) {
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(ToolExecutionRequest.builder()
                        .id("1")
                        .name(tool)
                        .arguments("{}")
                        .build()))
                .finishReason(FinishReason.TOOL_EXECUTION)
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void notKept(String what, ChatResponse incomplete) {
        model.script = request -> incomplete;
        assertEquals(incomplete, ask(question("a")));
        assertEquals(incomplete, ask(question("a")));
        assertEquals(2, model.calls.get());
    }

    @Test
    void ask_ofAModelThatFails_failsWithThatAndIsAskedAgain() {
        RuntimeException failure = new IllegalStateException("no");
        model.script = request -> {
            throw failure;
        };
        assertSame(failure, assertThrows(RuntimeException.class, () -> ask(question("a"))));
        model.script = request -> answer("a", FinishReason.STOP);
        ask(question("a"));
        assertEquals(2, model.calls.get());
    }

    @Test
    void ask_whenTheCacheFails_isAnsweredByTheModel() {
        answers = AnswerCache.of(failing());
        assertEquals(answer("a", FinishReason.STOP), sayA());
        assertEquals(answer("a", FinishReason.STOP), sayA());
        assertEquals(2, model.calls.get());
    }

    @Test
    void ask_whenTheCacheIsClosed_isAnsweredByTheModel() {
        cache.close();
        assertEquals(answer("a", FinishReason.STOP), sayA());
    }

    @Test
    void ask_whenTheStoredAnswerIsNone_isAskedAnewAndKept() {
        ask(question("a"));
        cache.forEach(entry -> cache.put(entry.getKey(), "{\"version\":1,\"message\":7}"));
        ask(question("a"));
        ask(question("a"));
        assertEquals(2, model.calls.get());
    }

    @Test
    void ask_whatHasNoKey_isAskedEachTime() {
        ask(question("\ud800"));
        ask(question("\ud800"));
        assertEquals(2, model.calls.get());
    }

    @Test
    void ask_200EqualQuestionsAtOnce_isOneCall() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        model.script = request -> {
            await(asked);
            return answer("a", FinishReason.STOP);
        };
        List<Callable<ChatResponse>> questions = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            questions.add(() -> Objects.requireNonNull(ask(question("a"))));
        }
        for (ChatResponse each : atOnce(questions, asked)) {
            assertEquals(answer("a", FinishReason.STOP), each);
        }
        assertEquals(1, model.calls.get());
    }

    @Test
    void ask_withListeners_tellsThemOfAHitAndMarksIt() {
        List<String> told = new ArrayList<>();
        model.listeners.add(new Recording(told));
        ask(question("a"));
        ask(question("a"));
        assertEquals(List.of("asked null", "answered null", "asked hit", "answered hit"), told);
    }

    @Test
    void ask_withAListenerThatFails_isAnsweredAllTheSame() {
        model.listeners.add(new ChatModelListener() {
            @Override
            public void onResponse(ChatModelResponseContext context) {
                throw new IllegalStateException("on purpose");
            }
        });
        assertEquals(ask(question("a")), ask(question("a")));
        assertEquals(1, model.calls.get());
    }

    private @Nullable ChatResponse sayA() {
        model.script = request -> answer("a", FinishReason.STOP);
        return ask(question("a"));
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets all begin before the model answers. */
    static <T> List<T> atOnce(List<Callable<T>> all, CountDownLatch answering) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        try {
            CountDownLatch begun = new CountDownLatch(all.size());
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> each : all) {
                futures.add(threads.submit(() -> {
                    begun.countDown();
                    return each.call();
                }));
            }
            begun.await();
            answering.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> each : futures) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @SuppressWarnings("unchecked")
    private static Cache<String, String> failing() {
        return (Cache<String, String>) Proxy.newProxyInstance(
                AnswersContract.class.getClassLoader(), new Class<?>[] {Cache.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("The cache fails on purpose");
                });
    }

    private record Recording(List<String> told) implements ChatModelListener {
        @Override
        public void onRequest(ChatModelRequestContext context) {
            told.add("asked " + context.attributes().get(CachingChatModel.CACHE_STATUS));
        }

        @Override
        public void onResponse(ChatModelResponseContext context) {
            told.add("answered " + context.attributes().get(CachingChatModel.CACHE_STATUS));
        }

        @Override
        public void onError(ChatModelErrorContext context) {
            told.add("failed " + context.attributes().get(CachingChatModel.CACHE_STATUS));
        }
    }
}
