package io.refrain.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.function.Consumer;

/** What a streaming model tells its answer to: all who follow the flight hear of it. As safe for threads as the flight. */
final class Receiver implements StreamingChatResponseHandler {
    private final AnswerFlight flight;
    private final Consumer<Outcome> beforeTheEnd;

    Receiver(AnswerFlight flight, Consumer<Outcome> beforeTheEnd) {
        this.flight = flight;
        this.beforeTheEnd = beforeTheEnd;
    }

    @Override
    public void onPartialResponse(String text) {
        flight.part((handler, handle) -> handler.onPartialResponse(text));
    }

    @Override
    public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
        flight.from(context.streamingHandle());
        flight.part(AnswerEvent.text(part));
    }

    @Override
    public void onPartialThinking(PartialThinking part) {
        flight.part(AnswerEvent.thinking(part));
    }

    @Override
    public void onPartialThinking(PartialThinking part, PartialThinkingContext context) {
        flight.from(context.streamingHandle());
        flight.part(AnswerEvent.thinking(part));
    }

    @Override
    public void onPartialToolCall(PartialToolCall part) {
        flight.part(AnswerEvent.toolCall(part));
    }

    @Override
    public void onPartialToolCall(PartialToolCall part, PartialToolCallContext context) {
        flight.from(context.streamingHandle());
        flight.part(AnswerEvent.toolCall(part));
    }

    @Override
    public void onCompleteToolCall(CompleteToolCall call) {
        flight.part(AnswerEvent.toolCall(call));
    }

    @Override
    public void onUnmappedRawEvent(Object event) {
        flight.part((handler, handle) -> handler.onUnmappedRawEvent(event));
    }

    @Override
    public void onCompleteResponse(ChatResponse answer) {
        end(new Outcome(answer, null));
    }

    @Override
    public void onError(Throwable failure) {
        end(new Outcome(null, failure));
    }

    private void end(Outcome outcome) {
        beforeTheEnd.accept(outcome);
        flight.end(outcome, true);
    }
}
