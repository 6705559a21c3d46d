package io.refrain.springai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** A model that tells its answer in parts. */
class CachingChatModelStreamTest extends AnswersContract {

    @Override
    @Nullable
    protected ChatResponse ask(Prompt question) {
        List<ChatResponse> parts = new CachingChatModel(model, answers, null)
                .stream(question).collectList().block();
        if (parts == null || parts.isEmpty()) {
            return null;
        }
        ChatResponse whole = Parts.whole(parts);
        Object status = status(parts.get(0));
        return status == null ? whole : Parts.marked(whole, String.valueOf(status));
    }

    private Flux<ChatResponse> stream(String question) {
        return new CachingChatModel(model, answers, null).stream(prompt(question));
    }

    /** What is told, one after the other, and how it ends. */
    private List<String> events(Flux<ChatResponse> stream) {
        List<String> events = new ArrayList<>();
        stream.subscribe(
                part -> events.add(part.hasToolCalls() ? "call" : text(part) + reason(part)),
                failure -> events.add("failed " + failure.getMessage()),
                () -> events.add("end"));
        return events;
    }

    private static String reason(ChatResponse part) {
        String reason = part.getResult().getMetadata().getFinishReason();
        return reason == null ? "" : reason;
    }

    @Test
    void stream_again_tellsTheSameInTheSameOrderAndOneEnd() {
        model.script = prompt -> ScriptedModel.answer("one two three", "STOP");
        assertEquals(List.of("one ", "two ", "three", "STOP", "end"), events(stream("a")));
        assertEquals(List.of("one two three", "STOP", "end"), events(stream("a")));
        assertEquals(1, calls());
    }

    @Test
    void stream_ofWhatWasCalled_andTheOtherWayRound_isOneEntry() {
        model.script = prompt -> ScriptedModel.answer("one two", "STOP");
        CachingChatModel caching = new CachingChatModel(model, answers, null);
        caching.call(prompt("a"));
        assertEquals(List.of("one twoSTOP", "end"), events(caching.stream(prompt("a"))));
        caching.stream(prompt("b")).blockLast();
        ChatResponse called = caching.call(prompt("b"));
        assertEquals("one two", text(called));
        assertEquals("STOP", reason(called));
        assertEquals(2, calls());
    }

    @Test
    void stream_whileBeingAnswered_tellsWhatHasComeAndThenTheRest() {
        model.script = prompt -> ScriptedModel.answer("one two three", "STOP");
        List<List<String>> joined = new ArrayList<>();
        AtomicReference<@Nullable Thread> asking = new AtomicReference<>();
        model.between = () -> {
            if (asking.compareAndSet(null, Thread.currentThread())) {
                // From another thread, as whoever asks from within the call asks the model.
                Thread other = new Thread(() -> joined.add(events(stream("a"))));
                other.start();
                join(other);
            }
        };
        List<String> first = events(stream("a"));
        assertEquals(List.of("one ", "two ", "three", "STOP", "end"), first);
        assertEquals(List.of(first), joined);
        assertEquals(1, calls());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void stream_whileThreadsWaitForTheSame_isOneCall() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        model.script = prompt -> {
            await(asked);
            return ScriptedModel.answer("one two", "STOP");
        };
        List<Callable<String>> questions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            questions.add(() -> text(new CachingChatModel(model, answers, null).call(prompt("a"))));
            questions.add(() ->
                    String.join("", stream("a").map(this::text).collectList().block()));
        }
        for (String each : atOnce(questions, asked)) {
            assertEquals("one two", each);
        }
        assertEquals(1, calls());
    }

    @Test
    void stream_leftByOneOfTwo_goesOnForTheOther() {
        model.script = prompt -> ScriptedModel.answer("one two three", "STOP");
        List<List<String>> joined = new ArrayList<>();
        model.between = () -> {
            if (joined.isEmpty()) {
                Thread other = new Thread(() -> joined.add(events(stream("a"))));
                other.start();
                join(other);
            }
        };
        assertEquals(List.of("one ", "end"), events(stream("a").take(1)));
        assertEquals(List.of("one ", "two ", "three", "STOP", "end"), joined.get(0));
        assertEquals(0, model.cancelled);
    }

    @Test
    void stream_leftByAll_tellsTheModelToStopAndIsAskedAnew() {
        model.script = prompt -> ScriptedModel.answer("one two three", "STOP");
        assertEquals(List.of("one ", "end"), events(stream("a").take(1)));
        assertEquals(1, model.cancelled);
        assertFalse(cache.iterator().hasNext());
        assertEquals(List.of("one ", "two ", "three", "STOP", "end"), events(stream("a")));
        assertEquals(2, calls());
    }

    @Test
    void stream_thatFailsOnTheWay_tellsWhatCameAndKeepsNothing() {
        model.script = prompt -> ScriptedModel.answer("one two three", "STOP");
        int[] parts = {0};
        model.between = () -> {
            parts[0]++;
            if (parts[0] == 3) {
                throw new IllegalStateException("on purpose");
            }
        };
        assertEquals(List.of("one ", "two ", "failed on purpose"), events(stream("a")));
        assertFalse(cache.iterator().hasNext());
        assertEquals(List.of("one ", "two ", "three", "STOP", "end"), events(stream("a")));
    }

    @Test
    void stream_ofAModelThatHasNone_failsWithThat() {
        ChatModel callable = new ChatModel() {
            @Override
            public ChatResponse call(Prompt prompt) {
                return ScriptedModel.answer("a", "STOP");
            }

            @Override
            public ChatOptions getDefaultOptions() {
                return ChatOptions.builder().model("callable").build();
            }
        };
        CachingChatModel caching = new CachingChatModel(callable, cache);
        assertThrows(UnsupportedOperationException.class, () -> caching.stream(prompt("a"))
                .blockLast());
        assertEquals("a", text(caching.call(prompt("a"))));
        assertEquals("a", text(caching.stream(prompt("a")).blockLast()));
    }

    @Test
    void stream_onAThreadThatMustNotBlock_looksAndKeepsOnAnother() {
        List<Boolean> blocked = new ArrayList<>();
        keepIn(watched(method -> blocked.add(Schedulers.isInNonBlockingThread())), null);
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    "Answer to a",
                    String.join(
                            "",
                            stream("a")
                                    .subscribeOn(Schedulers.parallel())
                                    .map(this::text)
                                    .collectList()
                                    .block()));
        }
        assertEquals(1, calls());
        assertTrue(blocked.size() >= 3, blocked::toString);
        assertFalse(blocked.contains(true), blocked::toString);
    }
}
