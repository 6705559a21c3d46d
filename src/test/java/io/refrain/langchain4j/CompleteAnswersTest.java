package io.refrain.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which answers may be given again. */
class CompleteAnswersTest {
    private static final AiMessage TEXT = AiMessage.from("a");
    private static final AiMessage CALL = AiMessage.from(ToolExecutionRequest.builder()
            .id("1")
            .name("weather")
            .arguments("{}")
            .build());

    @ParameterizedTest
    @CsvSource({
        "STOP, false, true",
        "STOP, true, true",
        "LENGTH, false, false",
        "LENGTH, true, true",
        "TOOL_EXECUTION, true, false",
        "CONTENT_FILTER, true, false",
        "OTHER, true, false",
        ", true, false"
    })
    void isComplete_ofAText_goesByTheReasonAndWhetherItWasBounded(
            @Nullable FinishReason reason, boolean bounded, boolean complete) {
        ChatRequest.Builder question = ChatRequest.builder().messages(UserMessage.from("q"));
        if (bounded) {
            question.maxOutputTokens(1);
        }
        assertEquals(complete, CompleteAnswers.isComplete(question.build(), answer(TEXT, reason)));
    }

    @ParameterizedTest
    @EnumSource(FinishReason.class)
    void isComplete_ofABlankText_isFalse(FinishReason reason) {
        ChatRequest question = ChatRequest.builder()
                .messages(UserMessage.from("q"))
                .maxOutputTokens(1)
                .build();
        assertEquals(false, CompleteAnswers.isComplete(question, answer(AiMessage.from(" \n"), reason)));
    }

    @Test
    void isComplete_ofAToolCall_isTrueOnlyWhenTheQuestionOfferedTools() {
        ChatRequest without =
                ChatRequest.builder().messages(UserMessage.from("q")).build();
        ChatRequest with = ChatRequest.builder()
                .messages(UserMessage.from("q"))
                .toolSpecifications(ToolSpecification.builder().name("weather").build())
                .build();
        ChatResponse call = answer(CALL, FinishReason.TOOL_EXECUTION);
        assertEquals(false, CompleteAnswers.isComplete(without, call));
        assertEquals(true, CompleteAnswers.isComplete(with, call));
    }

    private static ChatResponse answer(AiMessage message, @Nullable FinishReason reason) {
        ChatResponse.Builder builder = ChatResponse.builder().aiMessage(message);
        if (reason != null) {
            builder.finishReason(reason);
        }
        return builder.build();
    }
}
