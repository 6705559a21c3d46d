package io.refrain.springai;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * All that an answer depends on. Its prompt may change while it is answered, hence its key is taken before.
 *
 * @param model who is asked
 * @param defaults the options that the model has by itself, at this moment
 * @param context what is said beside the prompt of how the answer is wanted
 */
record Question(ModelIdentity model, @Nullable ChatOptions defaults, Prompt prompt, Map<String, Object> context) {

    /** The options of the question, or those of the model when it says nothing. */
    @Nullable
    ChatOptions options() {
        ChatOptions own = prompt.getOptions();
        return own == null ? defaults : own;
    }

    String key() {
        return QuestionKey.of(this);
    }
}
