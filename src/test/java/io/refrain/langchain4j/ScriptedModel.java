package io.refrain.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A model that answers as a test says, in either form, and counts what it is asked. Safe for use by several threads at once. */
final class ScriptedModel {
    final AtomicInteger calls = new AtomicInteger();
    final List<ChatModelListener> listeners = new ArrayList<>();
    volatile Function<ChatRequest, @Nullable ChatResponse> script =
            request -> answer("Answer to " + request.messages(), FinishReason.STOP);
    volatile ChatRequestParameters defaults =
            ChatRequestParameters.builder().modelName("scripted").build();
    /** Runs between the parts of a stream. */
    volatile Runnable between = () -> {};

    volatile boolean cancelled;

    final ChatModel chat = new Blocking();
    final StreamingChatModel streaming = new Streaming();

    static ChatResponse answer(String text, @Nullable FinishReason reason) {
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(text))
                .finishReason(reason)
                .build();
    }

    static ChatRequest question(String text) {
        return ChatRequest.builder().messages(UserMessage.from(text)).build();
    }

    private final class Blocking implements ChatModel {
        @Override
        @SuppressWarnings("NullAway")
        public ChatResponse doChat(ChatRequest request) {
            calls.incrementAndGet();
            return script.apply(request);
        }

        @Override
        public ChatRequestParameters defaultRequestParameters() {
            return defaults;
        }

        @Override
        public List<ChatModelListener> listeners() {
            return listeners;
        }

        @Override
        public ModelProvider provider() {
            return ModelProvider.OPEN_AI;
        }
    }

    private final class Streaming implements StreamingChatModel, StreamingHandle {
        @Override
        public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
            calls.incrementAndGet();
            ChatResponse answer;
            try {
                answer = script.apply(request);
            } catch (RuntimeException e) {
                handler.onError(e);
                return;
            }
            String text = answer == null ? null : answer.aiMessage().text();
            if (text != null && !text.isEmpty()) {
                for (String word : text.split("(?<= )")) {
                    handler.onPartialResponse(new PartialResponse(word), new PartialResponseContext(this));
                    between.run();
                }
            }
            handler.onCompleteResponse(answer);
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public ChatRequestParameters defaultRequestParameters() {
            return defaults;
        }

        @Override
        public List<ChatModelListener> listeners() {
            return listeners;
        }

        @Override
        public ModelProvider provider() {
            return ModelProvider.OPEN_AI;
        }
    }
}
