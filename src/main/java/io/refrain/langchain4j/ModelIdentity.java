package io.refrain.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which model is asked, and with which parameters when a question has none. Equal only to itself. Safe for use by several threads at once. */
final class ModelIdentity {
    private final ModelProvider provider;
    private final String identity;
    private final ChatRequestParameters defaults;
    private final List<ChatModelListener> listeners;

    private ModelIdentity(
            ModelProvider provider,
            String identity,
            ChatRequestParameters defaults,
            List<ChatModelListener> listeners) {
        this.provider = provider;
        this.identity = identity;
        this.defaults = defaults;
        this.listeners = listeners;
    }

    /**
     * What a model says of itself.
     *
     * @throws IllegalArgumentException when neither it nor the cache says which model it is
     */
    static ModelIdentity of(
            Object model,
            ModelProvider provider,
            ChatRequestParameters defaults,
            List<ChatModelListener> listeners,
            @Nullable String identity) {
        return new ModelIdentity(provider, name(model, defaults.modelName(), identity), defaults, listeners);
    }

    /**
     * Whose answers these are, beside the provider and the name of the model.
     *
     * @throws IllegalArgumentException when neither the model nor the cache says it
     */
    static String name(Object model, @Nullable String modelName, @Nullable String identity) {
        if (identity == null && modelName == null) {
            throw new IllegalArgumentException("A " + model.getClass().getName()
                    + " does not say which model it is (it has no name among its default parameters), so its answers could be taken for those of"
                    + " another; say it with AnswerCache.builder(cache).identity(...)");
        }
        return identity == null ? model.getClass().getPackageName() : identity;
    }

    /** The question as the model is asked it: what the question does not say is as the model has it by itself. */
    ChatRequest complete(ChatRequest request) {
        return ChatRequest.builder()
                .messages(request.messages())
                .parameters(defaults.overrideWith(request.parameters()))
                .build();
    }

    /** The key of a question. */
    String key(ChatRequest request) {
        ChatRequest complete = complete(request);
        return QuestionKey.of(
                provider.name(), identity, Objects.requireNonNullElse(complete.modelName(), ""), complete);
    }

    ModelProvider provider() {
        return provider;
    }

    List<ChatModelListener> listeners() {
        return listeners;
    }
}
