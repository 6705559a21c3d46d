package io.refrain.chat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.refrain.llm.LanguageModel;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** The hand-made model of the README. Safe for use by several threads at once. */
@Alternative
@Singleton
public class Parrot implements LanguageModel {
    final AtomicInteger asked = new AtomicInteger();

    @Override
    public String provider() {
        return "parrot";
    }

    @Override
    public String baseUrl() {
        return "";
    }

    @Override
    public String model() {
        return "parrot-1";
    }

    @Override
    public ChatResponse answer(ChatRequest question) {
        asked.incrementAndGet();
        UserMessage last =
                (UserMessage) question.messages().get(question.messages().size() - 1);
        return ChatResponse.builder()
                .aiMessage(AiMessage.from("You said: " + last.singleText()))
                .finishReason(FinishReason.STOP)
                .build();
    }

    /** A service with this model. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(Parrot.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return new HashMap<>(new DemoProfile().getConfigOverrides());
        }
    }
}
