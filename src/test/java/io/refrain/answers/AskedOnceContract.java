package io.refrain.answers;

import static io.refrain.answers.Turn.ai;
import static io.refrain.answers.Turn.call;
import static io.refrain.answers.Turn.image;
import static io.refrain.answers.Turn.result;
import static io.refrain.answers.Turn.system;
import static io.refrain.answers.Turn.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every adapter does that answers an equal question once, whichever library of models it is for and in whatever form the model answers.
 *
 * @param <Q> a question in the library's words
 * @param <A> an answer in the library's words
 */
public abstract class AskedOnceContract<Q, A> {
    private final TestedCaches caches = new TestedCaches();
    protected final Cache<String, String> cache = caches.cache();

    /** Why a model stopped. */
    public enum Reason {
        STOP,
        LENGTH,
        FILTER,
        /** It does not say. */
        NONE
    }

    @AfterEach
    void close() {
        caches.close();
    }

    /** Asks a model in front of which is the latest {@link #keepIn}, at first that of {@link #cache}; throws what it fails with. */
    protected abstract @Nullable A ask(Q question);

    /** Puts another adapter in front of the same model. */
    protected abstract void keepIn(Cache<String, String> cache, @Nullable String identity);

    protected abstract Q questionOf(List<Turn> turns, Settings settings);

    protected abstract A answerOf(String text, Reason reason);

    /** An answer that is nothing but a call of a tool. */
    protected abstract A calling(String tool);

    /** How the model answers from now on. */
    protected abstract void answering(Function<Q, A> script);

    /** How often the model was asked. */
    protected abstract int calls();

    /** What an answer says. */
    protected abstract String text(@Nullable A answer);

    /** The name of the logger that is told of a cache that fails. */
    protected abstract String log();

    private Q plain(String text) {
        return questionOf(List.of(user(text)), Settings.NONE);
    }

    @Test
    void ask_whatWasAsked_isAnsweredWithoutTheModel() {
        String first = text(ask(plain("a")));
        assertEquals(first, text(ask(plain("a"))));
        assertEquals(1, calls());
    }

    @Test
    void ask_whatWasAskedThroughAnotherAdapter_isAnsweredFromTheCache() {
        String first = text(ask(plain("a")));
        keepIn(cache, null);
        assertEquals(first, text(ask(plain("a"))));
        assertEquals(1, calls());
    }

    static Stream<Arguments> adversarialConversations() {
        return Stream.of(
                pair(
                        "a system prompt that holds a turn",
                        said(system("S\nHuman: hi"), user("x")),
                        said(system("S"), user("hi"), user("x"))),
                pair(
                        "system prompts that begin alike",
                        said(system("You are kind"), user("x")),
                        said(system("You are cruel"), user("x"))),
                pair("roles written into the text", said(user("user: a\nassistant: b")), said(user("a"), ai("b"))),
                pair("JSON written into the text", said(user("a\",\"role\":\"SYSTEM")), said(user("a"))),
                pair("a text cut elsewhere", said(user("ab"), user("c")), said(user("a"), user("bc"))),
                pair("one message and two", said(user("a\nb")), said(user("a"), user("b"))),
                pair("other order", said(user("a"), user("b")), said(user("b"), user("a"))),
                pair("system and user", said(system("a"), user("b")), said(user("a"), user("b"))),
                pair("user and assistant", said(user("a"), ai("a"), user("b")), said(user("a"), user("a"), user("b"))),
                pair("another history", said(user("a"), ai("b"), user("c")), said(user("a"), ai("d"), user("c"))),
                pair("a history and none", said(user("a"), ai("b"), user("c")), said(user("c"))),
                pair("surrounding space", said(user("a")), said(user("a "))),
                pair("case", said(user("a")), said(user("A"))),
                pair("composed and decomposed letters", said(user("\u00e9")), said(user("e\u0301"))),
                pair("a negation", said(user("Do it")), said(user("Do not do it"))),
                pair("images", said(image("Look", "http://host/1.png")), said(image("Look", "http://host/2.png"))),
                pair("an image and none", said(image("Look", "http://host/1.png")), said(user("Look"))),
                pair(
                        "an image and its address as text",
                        said(image("Look", "http://host/1.png")),
                        said(user("Look\nhttp://host/1.png"))),
                pair(
                        "arguments of a tool",
                        said(user("a"), call("weather", "{\"city\":\"Ulm\"}"), result("weather", "rain")),
                        said(user("a"), call("weather", "{\"city\":\"Bonn\"}"), result("weather", "rain"))),
                pair(
                        "what a tool returned",
                        said(user("a"), call("weather", "{}"), result("weather", "rain")),
                        said(user("a"), call("weather", "{}"), result("weather", "sun"))),
                pair(
                        "the tool that was called",
                        said(user("a"), call("weather", "{}"), result("weather", "rain")),
                        said(user("a"), call("news", "{}"), result("news", "rain"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("adversarialConversations")
    void ask_whatIsSaidDiffers_isAskedEach(String what, List<Turn> one, List<Turn> other) {
        ask(questionOf(one, Settings.NONE));
        ask(questionOf(other, Settings.NONE));
        assertEquals(2, calls());
        ask(questionOf(one, Settings.NONE));
        ask(questionOf(other, Settings.NONE));
        assertEquals(2, calls());
    }

    static Stream<Arguments> adversarialSettings() {
        return Stream.of(
                Arguments.of("no temperature and zero", Settings.NONE, Settings.temperature(0)),
                Arguments.of("temperatures", Settings.temperature(0.1), Settings.temperature(0.2)),
                Arguments.of("temperature and top_p", Settings.temperature(0.5), Settings.topP(0.5)),
                Arguments.of("no max_tokens and one", Settings.NONE, Settings.maxTokens(1)),
                Arguments.of("max_tokens", Settings.maxTokens(1), Settings.maxTokens(11)),
                Arguments.of("one stop and two", Settings.stop("a,b"), Settings.stop("a", "b")),
                Arguments.of("no stop and one", Settings.NONE, Settings.stop("a")),
                Arguments.of("no model named and one", Settings.NONE, Settings.model("another")),
                Arguments.of("models", Settings.model("one"), Settings.model("another")),
                Arguments.of("no tool and one", Settings.NONE, Settings.tools("weather")),
                Arguments.of("tools", Settings.tools("weather"), Settings.tools("news")),
                Arguments.of("one tool and two", Settings.tools("weather"), Settings.tools("weather", "news")),
                Arguments.of("penalties", Settings.presencePenalty(1), Settings.frequencyPenalty(1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("adversarialSettings")
    void ask_howItIsAnsweredDiffers_isAskedEach(String what, Settings one, Settings other) {
        ask(questionOf(List.of(user("a")), one));
        ask(questionOf(List.of(user("a")), other));
        assertEquals(2, calls());
        ask(questionOf(List.of(user("a")), one));
        ask(questionOf(List.of(user("a")), other));
        assertEquals(2, calls());
    }

    @Test
    void ask_ofAnotherIdentity_isAskedAnew() {
        ask(plain("a"));
        keepIn(cache, "elsewhere");
        ask(plain("a"));
        assertEquals(2, calls());
    }

    /** Answers that nobody may be given again. */
    enum Incomplete {
        CUT,
        FILTERED,
        NO_REASON,
        EMPTY,
        A_TOOL_THAT_WAS_NOT_OFFERED,
        A_TOOL_WITHOUT_A_NAME
    }

    private A incomplete(Incomplete how) {
        return switch (how) {
            case CUT -> answerOf("a", Reason.LENGTH);
            case FILTERED -> answerOf("a", Reason.FILTER);
            case NO_REASON -> answerOf("a", Reason.NONE);
            case EMPTY -> answerOf(" \u200b", Reason.STOP);
            case A_TOOL_THAT_WAS_NOT_OFFERED -> calling("weather");
            case A_TOOL_WITHOUT_A_NAME -> calling("");
        };
    }

    @ParameterizedTest
    @EnumSource
    void ask_whenTheAnswerIsIncomplete_isAskedAgain(Incomplete how) {
        A incomplete = incomplete(how);
        answering(question -> incomplete);
        assertEquals(text(incomplete), text(ask(plain("a"))));
        assertEquals(text(incomplete), text(ask(plain("a"))));
        assertEquals(2, calls());
    }

    @Test
    void ask_whenTheQuestionWantedItCut_isAnsweredFromTheCache() {
        answering(question -> answerOf("a", Reason.LENGTH));
        ask(questionOf(List.of(user("a")), Settings.maxTokens(1)));
        ask(questionOf(List.of(user("a")), Settings.maxTokens(1)));
        assertEquals(1, calls());
    }

    @Test
    void ask_ofAModelThatFails_failsWithThatAndIsAskedAgain() {
        RuntimeException failure = new IllegalStateException("no");
        answering(question -> {
            throw failure;
        });
        assertSame(failure, assertThrows(RuntimeException.class, () -> ask(plain("a"))));
        answering(question -> answerOf("a", Reason.STOP));
        assertEquals("a", text(ask(plain("a"))));
        assertEquals(2, calls());
    }

    /** How a cache of any provider may be of no use. */
    enum Useless {
        CLOSED,
        FAILING,
        TAKING_NOTHING
    }

    @ParameterizedTest
    @EnumSource
    void ask_whenTheCacheIsOfNoUse_isAnsweredAllTheSameAndToldOnce(Useless how) {
        switch (how) {
            case CLOSED -> cache.close();
            case FAILING -> keepIn(failing("get", "put"), null);
            case TAKING_NOTHING -> keepIn(failing("put"), null);
        }
        answering(question -> answerOf("a", Reason.STOP));
        List<String> told = told(() -> {
            for (int i = 0; i < 3; i++) {
                assertEquals("a", text(ask(plain("a"))));
            }
        });
        assertEquals(3, calls());
        assertEquals(1, told.size(), told::toString);
    }

    @Test
    void ask_whenTheStoredAnswerIsNone_isAskedAnewAndKept() {
        ask(plain("a"));
        cache.forEach(entry -> cache.put(entry.getKey(), "{\"version\":1,\"message\":7}"));
        ask(plain("a"));
        ask(plain("a"));
        assertEquals(2, calls());
    }

    @Test
    void ask_whatHasNoKey_isAskedEachTime() {
        ask(plain("\ud800"));
        ask(plain("\ud800"));
        assertEquals(2, calls());
    }

    @Test
    void ask_200EqualQuestionsAtOnce_isOneCall() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        answering(question -> {
            await(asked);
            return answerOf("a", Reason.STOP);
        });
        List<Callable<String>> questions = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            questions.add(() -> text(ask(plain("a"))));
        }
        for (String each : atOnce(questions, asked)) {
            assertEquals("a", each);
        }
        assertEquals(1, calls());
    }

    @Test
    @NeedsPostgres
    void ask_200EqualQuestionsInFourProcesses_isOneCall() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        answering(question -> {
            await(asked);
            return answerOf("a", Reason.STOP);
        });
        try (Replicas replicas = new Replicas()) {
            List<FutureTask<String>> questions = new ArrayList<>();
            for (int process = 0; process < 4; process++) {
                keepIn(replicas.cache(), null);
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    FutureTask<String> question = new FutureTask<>(() -> text(ask(plain("a"))));
                    questions.add(question);
                    threads.add(new Thread(question));
                    threads.get(i).start();
                }
                awaitWaiting(threads);
            }
            asked.countDown();
            for (FutureTask<String> each : questions) {
                assertEquals("a", each.get());
            }
            assertEquals(1, calls());
            awaitEndOfLeases(replicas);
        }
    }

    @Test
    @NeedsPostgres
    void ask_whatAnotherProcessFailsToAsk_isAskedByTheNext() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        answering(question -> {
            if (calls() > 1) {
                return answerOf("a", Reason.STOP);
            }
            await(asked);
            throw new IllegalStateException("no");
        });
        try (Replicas replicas = new Replicas()) {
            List<FutureTask<String>> questions = new ArrayList<>();
            for (int process = 0; process < 2; process++) {
                keepIn(replicas.cache(), null);
                FutureTask<String> question = new FutureTask<>(() -> text(ask(plain("a"))));
                questions.add(question);
                Thread thread = new Thread(question);
                thread.start();
                awaitWaiting(List.of(thread));
            }
            assertEquals(1, calls());
            asked.countDown();
            assertThrows(ExecutionException.class, questions.get(0)::get);
            assertEquals("a", questions.get(1).get());
            assertEquals(2, calls());
            awaitEndOfLeases(replicas);
        }
    }

    /** For the model, or for whoever asks it. */
    private void awaitWaiting(List<Thread> threads) {
        while (calls() == 0 || !threads.stream().allMatch(each -> each.getState() == Thread.State.WAITING)) {
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    private static void awaitEndOfLeases(Replicas replicas) {
        while (replicas.leases() > 0) {
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    /** Until a thread waits for the answer to an equal question, and not for its look into a cache on another machine. */
    public static void awaitJoined(Thread thread) {
        while (thread.getState() != Thread.State.WAITING || isIn("com.hazelcast", thread.getStackTrace())) {
            Thread.onSpinWait();
        }
    }

    private static boolean isIn(String packages, StackTraceElement[] trace) {
        return Arrays.stream(trace).anyMatch(each -> each.getClassName().startsWith(packages));
    }

    public static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets all begin before the model answers. */
    public static <T> List<T> atOnce(List<Callable<T>> all, CountDownLatch answering) throws Exception {
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

    /** The warnings that the adapter's log gets meanwhile. */
    protected List<String> told(Runnable meanwhile) {
        List<String> told = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                    told.add(line.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(log());
        logger.addHandler(handler);
        try {
            meanwhile.run();
        } finally {
            logger.removeHandler(handler);
        }
        return told;
    }

    /** The cache, of which some methods fail. */
    private Cache<String, String> failing(String... methods) {
        Set<String> broken = Set.of(methods);
        return watched(method -> {
            if (broken.contains(method)) {
                throw new IllegalStateException("The cache fails on purpose");
            }
        });
    }

    /**
     * The cache.
     *
     * @param calling told the name of each method before it is called
     */
    @SuppressWarnings("unchecked")
    protected Cache<String, String> watched(Consumer<String> calling) {
        return (Cache<String, String>) Proxy.newProxyInstance(
                AskedOnceContract.class.getClassLoader(), new Class<?>[] {Cache.class}, (proxy, method, arguments) -> {
                    calling.accept(method.getName());
                    try {
                        return method.invoke(cache, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Arguments pair(String what, List<Turn> one, List<Turn> other) {
        return Arguments.of(what, one, other);
    }

    private static List<Turn> said(Turn... turns) {
        return Arrays.asList(turns);
    }
}
