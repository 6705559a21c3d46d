package io.refrain.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the built-in model says. */
class DemoModelTest {
    private final DemoModel demo = new DemoModel(Duration.ZERO);

    @Test
    void answer_toWhoAsksForAJoke_isOne() {
        ChatResponse answer = ask(UserMessage.from("Tell me a JOKE"));
        assertFalse(answer.aiMessage().text().contains("You asked"), answer.toString());
        assertEquals(FinishReason.STOP, answer.finishReason());
        assertEquals("demo", answer.modelName());
    }

    @Test
    void answer_toAnythingElse_saysWhatItIsAndWhatItWasAskedLast() {
        String text = ask(
                        SystemMessage.from("Be brief"),
                        UserMessage.from("Tell me a joke"),
                        AiMessage.from("No"),
                        UserMessage.from("Why?"))
                .aiMessage()
                .text();
        assertTrue(text.contains("not a language model"), text);
        assertTrue(text.endsWith("You asked: Why?"), text);
    }

    @Test
    void answer_toALongerQuestion_countsMoreTokens() {
        ChatResponse brief = ask(UserMessage.from("Why?"));
        ChatResponse longer = ask(UserMessage.from("Why is it that nobody ever tells me?"));
        assertTrue(longer.tokenUsage().inputTokenCount() > brief.tokenUsage().inputTokenCount());
        assertTrue(longer.tokenUsage().outputTokenCount() > brief.tokenUsage().outputTokenCount());
        assertEquals(
                brief.tokenUsage().inputTokenCount() + brief.tokenUsage().outputTokenCount(),
                brief.tokenUsage().totalTokenCount());
    }

    @Test
    void answer_onAnInterruptedThread_isAFailureAndLeavesItInterrupted() {
        DemoModel slow = new DemoModel(Duration.ofHours(1));
        Thread.currentThread().interrupt();
        try {
            assertThrows(ModelFailure.class, () -> slow.answer(question(UserMessage.from("Why?"))));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void answer_toAQuestion_tellsAboutHowManyTokensItHas() {
        assertEquals(11, ask(UserMessage.from("Tell me a joke")).tokenUsage().inputTokenCount());
        assertEquals(
                20,
                ask(SystemMessage.from("Be brief, 2026"), UserMessage.from("Tell me a joke"))
                        .tokenUsage()
                        .inputTokenCount());
    }

    private ChatResponse ask(ChatMessage... messages) {
        return demo.answer(question(messages));
    }

    private static ChatRequest question(ChatMessage... messages) {
        return ChatRequest.builder().messages(messages).build();
    }
}
