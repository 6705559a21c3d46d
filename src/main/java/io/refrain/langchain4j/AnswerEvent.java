package io.refrain.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of the handler of a stream. Immutable, hence the same for all handlers. */
@FunctionalInterface
interface AnswerEvent {

    /** Makes the call; the handle ends the stream for this handler. */
    void tell(StreamingChatResponseHandler handler, StreamingHandle handle);

    static AnswerEvent text(PartialResponse part) {
        return (handler, handle) -> handler.onPartialResponse(part, new PartialResponseContext(handle));
    }

    static AnswerEvent thinking(PartialThinking part) {
        return (handler, handle) -> handler.onPartialThinking(part, new PartialThinkingContext(handle));
    }

    static AnswerEvent toolCall(PartialToolCall part) {
        return (handler, handle) -> handler.onPartialToolCall(part, new PartialToolCallContext(handle));
    }

    static AnswerEvent toolCall(CompleteToolCall call) {
        return (handler, handle) -> handler.onCompleteToolCall(call);
    }

    /** A whole answer as a stream, but for its end: first what the model thought, then what it said, then what it calls. */
    static List<AnswerEvent> parts(ChatResponse answer) {
        List<AnswerEvent> parts = new ArrayList<>();
        String thinking = answer.aiMessage().thinking();
        if (isThere(thinking)) {
            parts.add(thinking(new PartialThinking(thinking)));
        }
        String text = answer.aiMessage().text();
        if (isThere(text)) {
            parts.add(text(new PartialResponse(text)));
        }
        List<ToolExecutionRequest> calls = answer.aiMessage().toolExecutionRequests();
        for (int i = 0; i < calls.size(); i++) {
            ToolExecutionRequest call = calls.get(i);
            if (isThere(call.name()) && isThere(call.arguments())) {
                parts.add(toolCall(PartialToolCall.builder()
                        .index(i)
                        .id(call.id())
                        .name(call.name())
                        .partialArguments(call.arguments())
                        .build()));
            }
            parts.add(toolCall(new CompleteToolCall(i, call)));
        }
        return parts;
    }

    private static boolean isThere(@Nullable String text) {
        return text != null && !text.isEmpty();
    }
}
