package io.refrain.langchain4j;

import static io.refrain.langchain4j.ScriptedModel.answer;
import static io.refrain.langchain4j.ScriptedModel.question;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A model that tells its answer in parts. */
class CachingStreamingChatModelTest extends AnswersContract {

    @Override
    @Nullable
    protected ChatResponse ask(ChatRequest request) {
        Told told = new Told();
        new CachingStreamingChatModel(model.streaming, answers).chat(request, told);
        try {
            return told.end.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private Told stream(String question) {
        Told told = new Told();
        new CachingStreamingChatModel(model.streaming, answers).chat(question(question), told);
        return told;
    }

    @Test
    void chat_again_tellsThinkingThenTextThenToolsAndOneEnd() {
        ChatResponse whole = ChatResponse.builder()
                .aiMessage(AiMessage.builder()
                        .thinking("hm")
                        .text("one two")
                        .toolExecutionRequests(List.of(ToolExecutionRequest.builder()
                                .id("1")
                                .name("weather")
                                .arguments("{\"city\":\"Ulm\"}")
                                .build()))
                        .build())
                .finishReason(FinishReason.TOOL_EXECUTION)
                .build();
        model.script = request -> whole;
        ChatRequest asked = question("a").toBuilder()
                .toolSpecifications(ToolSpecification.builder().name("weather").build())
                .build();
        ask(asked);
        Told told = new Told();
        new CachingStreamingChatModel(model.streaming, answers).chat(asked, told);
        assertEquals(
                List.of("thinking hm", "text one two", "tool {\"city\":\"Ulm\"}", "called weather", "end"),
                told.events);
        assertEquals(whole, told.end.join());
        assertEquals(1, model.calls.get());
    }

    @Test
    void chat_whileBeingAnswered_tellsWhatHasComeAndThenTheRest() {
        model.script = request -> answer("one two three", FinishReason.STOP);
        List<Told> joined = new ArrayList<>();
        model.between = () -> {
            if (joined.isEmpty()) {
                joined.add(stream("a"));
            }
        };
        Told first = stream("a");
        assertEquals(List.of("text one ", "text two ", "text three", "end"), first.events);
        assertEquals(first.events, joined.get(0).events);
        assertEquals(1, model.calls.get());
    }

    @Test
    void chat_whileAThreadWaitsForTheSame_isOneCall() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        model.script = request -> {
            await(asked);
            return answer("one two", FinishReason.STOP);
        };
        List<Callable<ChatResponse>> questions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            questions.add(() -> new CachingChatModel(model.chat, answers).chat(question("a")));
            questions.add(() -> stream("a").end.join());
        }
        for (ChatResponse each : atOnce(questions, asked)) {
            assertEquals(answer("one two", FinishReason.STOP), each);
        }
        assertEquals(1, model.calls.get());
    }

    @Test
    void chat_withAHandlerThatThrows_tellsItItsErrorAndTheOthersGoOn() {
        model.script = request -> answer("one two three", FinishReason.STOP);
        List<Told> joined = new ArrayList<>();
        model.between = () -> {
            if (joined.isEmpty()) {
                joined.add(stream("a"));
            }
        };
        Told throwing = new Told() {
            @Override
            public void onPartialResponse(String text) {
                super.onPartialResponse(text);
                if (text.startsWith("two")) {
                    throw new IllegalStateException("on purpose");
                }
            }
        };
        new CachingStreamingChatModel(model.streaming, answers).chat(question("a"), throwing);
        assertEquals(List.of("text one ", "text two ", "failed on purpose"), throwing.events);
        assertEquals(List.of("text one ", "text two ", "text three", "end"), joined.get(0).events);
        assertEquals(answer("one two three", FinishReason.STOP), ask(question("a")));
        assertEquals(1, model.calls.get());
    }

    @Test
    void chat_leftByOneOfTwo_goesOnForTheOther() {
        List<Told> joined = new ArrayList<>();
        model.script = request -> {
            joined.add(stream("a"));
            return answer("one two three", FinishReason.STOP);
        };
        Told leaving = new Leaving();
        new CachingStreamingChatModel(model.streaming, answers).chat(question("a"), leaving);
        assertEquals(List.of("text one "), leaving.events);
        assertEquals(List.of("text one ", "text two ", "text three", "end"), joined.get(0).events);
        assertEquals(false, model.cancelled);
    }

    @Test
    void chat_leftByAll_tellsTheModelToStopAndIsAskedAnew() {
        model.script = request -> answer("one two three", FinishReason.STOP);
        model.between = () -> {
            if (model.calls.get() == 1) {
                assertTrue(model.cancelled);
                assertEquals(answer("one two three", FinishReason.STOP), ask(question("a")));
            }
        };
        new CachingStreamingChatModel(model.streaming, answers).chat(question("a"), new Leaving());
        assertEquals(2, model.calls.get());
    }

    @Test
    void chat_ofAModelThatThrowsAtOnce_throwsItAndTellsTheHandlerNothing() {
        Told told = new Told();
        StreamingChatModel broken = new StreamingChatModel() {
            @Override
            public void chat(ChatRequest request, StreamingChatResponseHandler handler) {
                throw new IllegalStateException("not even begun");
            }
        };
        CachingStreamingChatModel caching = new CachingStreamingChatModel(
                broken, AnswerCache.builder(cache).identity("broken").build());
        assertThrows(IllegalStateException.class, () -> caching.chat(question("a"), told));
        assertEquals(List.of(), told.events);
    }

    @Test
    void chat_ofAModelThatEndsWithNull_isAnErrorAndAskedAgain() {
        model.script = request -> null;
        for (int i = 1; i <= 2; i++) {
            assertThrows(NullPointerException.class, () -> ask(question("a")));
            assertEquals(i, model.calls.get());
        }
        assertFalse(cache.iterator().hasNext());
    }

    @Test
    void chat_thatEndsTwice_endsOnce() {
        StreamingChatModel twice = new StreamingChatModel() {
            @Override
            public void chat(ChatRequest request, StreamingChatResponseHandler handler) {
                handler.onCompleteResponse(answer("a", FinishReason.STOP));
                handler.onError(new IllegalStateException("after the end"));
                handler.onPartialResponse("late");
            }
        };
        Told told = new Told();
        new CachingStreamingChatModel(
                        twice, AnswerCache.builder(cache).identity("twice").build())
                .chat(question("a"), told);
        assertEquals(List.of("end"), told.events);
    }

    /** Writes down what it is told. */
    private static class Told implements StreamingChatResponseHandler {
        final List<String> events = Collections.synchronizedList(new ArrayList<>());
        final CompletableFuture<ChatResponse> end = new CompletableFuture<>();

        @Override
        public void onPartialResponse(String text) {
            events.add("text " + text);
        }

        @Override
        public void onPartialThinking(PartialThinking part) {
            events.add("thinking " + part.text());
        }

        @Override
        public void onPartialToolCall(PartialToolCall part) {
            events.add("tool " + part.partialArguments());
        }

        @Override
        public void onCompleteToolCall(CompleteToolCall call) {
            events.add("called " + call.toolExecutionRequest().name());
        }

        @Override
        public void onCompleteResponse(ChatResponse answer) {
            events.add("end");
            end.complete(answer);
        }

        @Override
        public void onError(Throwable failure) {
            events.add("failed " + failure.getMessage());
            end.completeExceptionally(failure);
        }
    }

    /** Leaves after the first part. */
    private static final class Leaving extends Told {
        @Override
        public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
            super.onPartialResponse(part, context);
            context.streamingHandle().cancel();
        }
    }
}
