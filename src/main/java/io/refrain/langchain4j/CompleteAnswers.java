package io.refrain.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.refrain.internal.answers.Ending;
import io.refrain.internal.answers.InvisibleText;
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
        boolean empty = text == null || isInvisible(text);
        boolean calls = answer.aiMessage().hasToolExecutionRequests();
        if (calls && !answer.aiMessage().toolExecutionRequests().stream().allMatch(CompleteAnswers::isNamed)) {
            return false;
        }
        return isComplete(
                answer.finishReason(),
                empty && !calls,
                question.maxOutputTokens() != null,
                calls && !question.toolSpecifications().isEmpty());
    }

    private static boolean isNamed(ToolExecutionRequest call) {
        return call.name() != null && !call.name().isBlank();
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
        return Ending.isComplete(reason == null ? null : ending(reason), empty, bounded, calledTool);
    }

    private static Ending ending(FinishReason reason) {
        return switch (reason) {
            case STOP -> Ending.STOP;
            case LENGTH -> Ending.LENGTH;
            case TOOL_EXECUTION -> Ending.TOOLS;
            case CONTENT_FILTER, OTHER -> Ending.OTHER;
        };
    }

    /** The name that the OpenAI API has for a reason why a model stopped; null for none. */
    public static @Nullable String name(@Nullable FinishReason reason) {
        if (reason == null) {
            return null;
        }
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL_EXECUTION -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
            case OTHER -> "other";
        };
    }

    /** The reason that has a name in the OpenAI API; null when nobody knows it. */
    public static @Nullable FinishReason reason(@Nullable String name) {
        for (FinishReason reason : FinishReason.values()) {
            if (name != null && name.equals(name(reason))) {
                return reason;
            }
        }
        return null;
    }

    /** Whether there is nothing to be seen in a text: it is empty, or all of it is white space, format or control characters. */
    public static boolean isInvisible(String text) {
        return InvisibleText.isInvisible(text);
    }
}
