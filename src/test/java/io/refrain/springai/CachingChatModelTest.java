package io.refrain.springai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

/** A model that is asked by a thread which waits for the answer. */
class CachingChatModelTest extends AnswersContract {

    @Override
    @Nullable
    protected ChatResponse ask(Prompt question) {
        return new CachingChatModel(model, answers, null).call(question);
    }

    @Test
    void call_ofAModelThatReturnsNull_isNullAndAskedAgain() {
        model.script = prompt -> null;
        assertNull(ask(prompt("a")));
        assertNull(ask(prompt("a")));
        assertEquals(2, calls());
    }

    @Test
    void call_ofAModelThatReturnsNothing_isAskedAgain() {
        model.script = prompt -> new ChatResponse(List.of());
        assertEquals(List.of(), Objects.requireNonNull(ask(prompt("a"))).getResults());
        ask(prompt("a"));
        assertEquals(2, calls());
    }

    @Test
    void call_thatAsksTheSameQuestionFromWithin_isAnsweredByTheModel() {
        CachingChatModel caching = new CachingChatModel(model, answers, null);
        model.script = prompt -> {
            if (calls() == 1) {
                caching.call(prompt);
            } else if (calls() == 2) {
                caching.stream(prompt).blockLast();
            }
            return ScriptedModel.answer("a", "STOP");
        };
        caching.call(prompt("a"));
        assertEquals(3, calls());
    }

    @Test
    void call_ofATextAlone_isAnsweredOnceAsWell() {
        CachingChatModel caching = new CachingChatModel(model, cache);
        assertEquals(caching.call("a"), caching.call("a"));
        assertEquals(1, calls());
    }

    @Test
    void call_withTools_runsThemEachTimeAndAsksForEachRoundOnce() {
        int[] runs = {0};
        ToolCallback weather = FunctionToolCallback.builder("weather", (String city) -> {
                    runs[0]++;
                    return "rain";
                })
                .description("The weather")
                .inputType(String.class)
                .build();
        model.script = prompt -> prompt.getInstructions().size() == 1
                ? ScriptedModel.calling("weather", "\"Ulm\"")
                : ScriptedModel.answer("It is rain", "STOP");
        Prompt asked = new Prompt(
                "How is it in Ulm?",
                ToolCallingChatOptions.builder().toolCallbacks(weather).build());
        CachingChatModel caching = new CachingChatModel(
                model, answers, ToolCallingManager.builder().build());
        for (int i = 1; i <= 3; i++) {
            assertEquals("It is rain", text(caching.call(asked)));
            assertEquals(2 * i - 1, runs[0]);
            assertEquals(
                    "It is rain",
                    caching.stream(asked)
                            .map(this::text)
                            .reduce("", String::concat)
                            .block());
            assertEquals(2 * i, runs[0]);
        }
        assertEquals(2, calls());
    }
}
