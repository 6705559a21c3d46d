package io.refrain.langchain4j;

import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a model's listeners of an answer for which the model was not called, which would have told them itself. Used by one thread after the other.
 *
 * @param request the question as the model would have been asked it
 * @param attributes what one listener's methods have in common; they hold {@link CachingChatModel#CACHE_STATUS}
 */
record Listening(ModelIdentity model, ChatRequest request, Map<Object, Object> attributes) {
    private static final Logger LOG = System.getLogger(Listening.class.getName());

    /** Tells them of a question. */
    static Listening begun(
            ModelIdentity model, ChatRequest request, @Nullable ChatRequestOptions options, String status) {
        if (model.listeners().isEmpty()) {
            return new Listening(model, request, Map.of());
        }
        Map<Object, Object> attributes =
                new ConcurrentHashMap<>(options == null ? Map.of() : options.listenerAttributes());
        attributes.put(CachingChatModel.CACHE_STATUS, status);
        Listening listening = new Listening(model, model.complete(request), attributes);
        listening.tell(
                each -> each.onRequest(new ChatModelRequestContext(listening.request, model.provider(), attributes)));
        return listening;
    }

    void answered(ChatResponse answer) {
        tell(each -> each.onResponse(new ChatModelResponseContext(answer, request, model.provider(), attributes)));
    }

    void failed(Throwable failure) {
        tell(each -> each.onError(new ChatModelErrorContext(failure, request, model.provider(), attributes)));
    }

    /** As LangChain4j does: what a listener throws is told in the log. */
    private void tell(Consumer<ChatModelListener> event) {
        for (ChatModelListener each : model.listeners()) {
            try {
                event.accept(each);
            } catch (Exception e) {
                LOG.log(Level.WARNING, "A listener of a chat model failed", e);
            }
        }
    }
}
