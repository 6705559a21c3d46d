package io.refrain.llm;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** LangChain4j's streamed answers as futures. */
final class Streams {
    private Streams() {}

    static CompletableFuture<ChatResponse> start(
            StreamingChatModel model, ChatRequest question, Consumer<String> parts, ProviderFailures failures) {
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        StreamingChatResponseHandler handler = new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
                if (whole.isDone()) {
                    // Nobody waits for it any more.
                    context.streamingHandle().cancel();
                } else {
                    parts.accept(part.text());
                }
            }

            @Override
            public void onCompleteResponse(ChatResponse answer) {
                whole.complete(answer);
            }

            @Override
            public void onError(Throwable e) {
                whole.completeExceptionally(failures.of(question.modelName(), e));
            }
        };
        try {
            model.chat(question, handler);
        } catch (RuntimeException e) {
            whole.completeExceptionally(failures.of(question.modelName(), e));
        }
        return whole;
    }
}
