package io.refrain.springai;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.util.ClassUtils;

/** Whose answers they are. As safe for threads as the model. */
final class ModelIdentity {
    private final ChatModel model;
    private final String name;

    private ModelIdentity(ChatModel model, String name) {
        this.model = model;
        this.name = name;
    }

    /**
     * What a model and a cache say.
     *
     * @throws IllegalArgumentException when neither says which model it is
     */
    static ModelIdentity of(ChatModel model, AnswerCache answers) {
        Objects.requireNonNull(model, "model");
        ChatOptions defaults = model.getDefaultOptions();
        return new ModelIdentity(model, name(model, defaults == null ? null : defaults.getModel(), answers));
    }

    /**
     * The name of a model of any kind.
     *
     * @param modelName what the model says; null when it says nothing
     * @throws IllegalArgumentException when nobody says which model it is
     */
    static String name(Object model, @Nullable String modelName, AnswerCache answers) {
        String type = ClassUtils.getUserClass(model).getName();
        String identity = answers.identity();
        if (identity == null && modelName == null) {
            throw new IllegalArgumentException("A " + type
                    + " does not say which model it is (it has no name among its default options), so its answers could be taken for those of"
                    + " another; say it with AnswerCache.builder(cache).identity(...)");
        }
        return identity == null ? type : type + " " + identity;
    }

    Question question(Prompt prompt, Map<String, Object> context) {
        return new Question(this, model.getDefaultOptions(), prompt, context);
    }

    String name() {
        return name;
    }
}
