package io.refrain.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
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
        return text.codePoints().allMatch(CompleteAnswers::isInvisible);
    }

    private static boolean isInvisible(int character) {
        return switch (Character.getType(character)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT -> true;
            // What Unicode calls default ignorable beside those, and a Braille pattern without dots.
            default ->
                character == 0x034F
                        || character == 0x115F
                        || character == 0x1160
                        || character == 0x17B4
                        || character == 0x17B5
                        || (character >= 0x180B && character <= 0x180F)
                        || character == 0x2065
                        || character == 0x2800
                        || character == 0x3164
                        || (character >= 0xFE00 && character <= 0xFE0F)
                        || character == 0xFFA0
                        || (character >= 0xFFF0 && character <= 0xFFF8)
                        || (character >= 0xE0000 && character <= 0xE0FFF);
        };
    }
}
