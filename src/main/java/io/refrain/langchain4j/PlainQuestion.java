package io.refrain.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question of nothing but texts, which says nothing of how it is answered: two of these are equal only when all of the question is, whatever
 * LangChain4j's own {@code equals} leave out. Immutable.
 *
 * @param model who is asked, with the parameters that it has by itself
 * @param turns who says what, one after the other
 */
record PlainQuestion(ModelIdentity model, List<Object> turns) {

    /** The question; null when it is more than texts. */
    static @Nullable PlainQuestion of(ModelIdentity model, ChatRequest request) {
        ChatRequestParameters parameters = request.parameters();
        if (parameters.getClass() != DefaultChatRequestParameters.class
                || !parameters.equals(DefaultChatRequestParameters.EMPTY)) {
            return null;
        }
        List<Object> turns = new ArrayList<>(2 * request.messages().size());
        for (ChatMessage message : request.messages()) {
            String text = QuestionKey.plainText(message);
            if (text == null) {
                return null;
            }
            turns.add(message.type());
            turns.add(text);
        }
        return new PlainQuestion(model, turns);
    }

    int length() {
        int length = 64;
        for (Object each : turns) {
            length += each instanceof String text ? text.length() : 0;
        }
        return length;
    }
}
