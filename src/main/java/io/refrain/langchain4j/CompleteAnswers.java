package io.refrain.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import org.jspecify.annotations.Nullable;

/** Tells which answers may be given again: complete ones. Safe for use by several threads at once. */
public final class CompleteAnswers {

    private CompleteAnswers() {}

    /**
     * Whether an answer is complete: the model came to its end with a text, called a tool it had been given, or was cut where the question itself
     * wanted it cut.
     */
    public static boolean isComplete(ChatRequest question, ChatResponse answer) {
        String text = answer.aiMessage().text();
        boolean empty = text == null || text.isBlank();
        boolean calls = answer.aiMessage().hasToolExecutionRequests();
        return isComplete(
                answer.finishReason(),
                empty && !calls,
                question.maxOutputTokens() != null,
                calls && !question.toolSpecifications().isEmpty());
    }

    /**
     * The same rule for an answer that is at hand in parts.
     *
     * @param reason why the model stopped; null when it did not say
     * @param empty whether there is neither text nor a call of a tool
     * @param bounded whether the question bounded the length of its answer
     * @param calledTool whether a tool was called that the question offered
     */
    public static boolean isComplete(
            @Nullable FinishReason reason, boolean empty, boolean bounded, boolean calledTool) {
        if (reason == null || empty) {
            return false;
        }
        return switch (reason) {
            case STOP -> true;
            case LENGTH -> bounded;
            case TOOL_EXECUTION -> calledTool;
            case CONTENT_FILTER, OTHER -> false;
        };
    }
}
