package io.refrain.langchain4j;

import static io.refrain.langchain4j.ScriptedModel.answer;
import static io.refrain.langchain4j.ScriptedModel.question;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A model that is asked by a thread which waits for the answer. */
class CachingChatModelTest extends AnswersContract {

    @Override
    @Nullable
    protected ChatResponse ask(ChatRequest request) {
        return new CachingChatModel(model.chat, answers).chat(request);
    }

    @Test
    void chat_ofAModelThatReturnsNull_isNullAndAskedAgain() {
        model.script = request -> null;
        assertNull(ask(question("a")));
        assertNull(ask(question("a")));
        assertEquals(2, model.calls.get());
    }

    @Test
    void chat_thatAsksTheSameQuestionFromWithin_isAnsweredByTheModel() {
        CachingChatModel caching = new CachingChatModel(model.chat, answers);
        model.script = request -> {
            if (model.calls.get() == 1) {
                caching.chat(request);
            }
            return answer("a", FinishReason.STOP);
        };
        caching.chat(question("a"));
        assertEquals(2, model.calls.get());
    }

    @Test
    void chat_thatWaitsForAnEqualQuestion_tellsListenersSo() throws Exception {
        List<Object> told = Collections.synchronizedList(new ArrayList<>());
        model.listeners.add(new ChatModelListener() {
            @Override
            public void onResponse(ChatModelResponseContext context) {
                told.add(String.valueOf(context.attributes().get(CachingChatModel.CACHE_STATUS)));
            }
        });
        Thread waits = new Thread(() -> ask(question("a")));
        model.script = request -> {
            waits.start();
            awaitJoined(waits);
            return answer("a", FinishReason.STOP);
        };
        ask(question("a"));
        waits.join();
        assertEquals(1, model.calls.get());
        assertEquals(Set.of("null", "collapsed"), Set.copyOf(told));
    }

    @Test
    void chat_ofATextAlone_isAnsweredOnceAsWell() {
        CachingChatModel caching = new CachingChatModel(model.chat, cache);
        assertEquals(caching.chat("a"), caching.chat("a"));
        assertEquals(1, model.calls.get());
    }
}
