package io.refrain.springai;

import io.refrain.internal.answers.Ending;
import io.refrain.internal.answers.InvisibleText;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;

/** Tells which answers may be given again: complete ones. Has no state. */
final class CompleteAnswers {
    private CompleteAnswers() {}

    /**
     * Whether an answer is complete: the model came to its end with something to be seen, called a tool it had been given, or was cut where the question
     * itself wanted it cut.
     *
     * @param parts one when the answer was not streamed; then each of its generations has to be complete
     */
    static boolean isComplete(Question question, List<ChatResponse> parts) {
        boolean empty = true;
        boolean calls = false;
        for (ChatResponse part : parts) {
            for (Generation generation : part.getResults()) {
                AssistantMessage output = generation.getOutput();
                if (output == null || !output.getToolCalls().stream().allMatch(CompleteAnswers::isNamed)) {
                    return false;
                }
                calls |= output.hasToolCalls();
                empty &= isEmpty(output);
            }
        }
        boolean offered = ToolRounds.areOffered(question.options()) || ToolRounds.areOffered(question.defaults());
        if (empty || (calls && !offered)) {
            return false;
        }
        return haveEnded(parts, bounded(question), calls);
    }

    private static boolean haveEnded(List<ChatResponse> parts, boolean bounded, boolean calledTool) {
        boolean ended = false;
        for (ChatResponse part : parts) {
            for (Generation generation : part.getResults()) {
                Ending ending = ending(generation.getMetadata().getFinishReason());
                if (ending != null && !Ending.isComplete(ending, false, bounded, calledTool)) {
                    return false;
                }
                ended |= ending != null;
                if (ending == null && parts.size() == 1) {
                    return false;
                }
            }
        }
        return ended;
    }

    private static boolean isNamed(AssistantMessage.ToolCall call) {
        return call.name() != null && !call.name().isBlank();
    }

    private static boolean isEmpty(AssistantMessage output) {
        String text = output.getText();
        return !output.hasToolCalls()
                && output.getMedia().isEmpty()
                && (text == null || InvisibleText.isInvisible(text));
    }

    /** By itself a bound of the model is none of the question. */
    private static boolean bounded(Question question) {
        Integer bound = maxTokens(question.prompt().getOptions());
        return bound != null && !bound.equals(maxTokens(question.defaults()));
    }

    private static @Nullable Integer maxTokens(@Nullable ChatOptions options) {
        return options == null ? null : options.getMaxTokens();
    }

    /** What the provider's word means; null when it says nothing, as the parts of a stream do but for the last. */
    private static @Nullable Ending ending(@Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            return null;
        }
        return switch (reason.toLowerCase(Locale.ROOT)) {
            case "stop", "end_turn", "stop_sequence", "complete", "completed", "eos_token" -> Ending.STOP;
            case "length", "max_tokens" -> Ending.LENGTH;
            case "tool_calls", "tool_call", "tool_use", "function_call" -> Ending.TOOLS;
            default -> Ending.OTHER;
        };
    }
}
