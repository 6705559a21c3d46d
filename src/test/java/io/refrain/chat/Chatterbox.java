package io.refrain.chat;

import dev.langchain4j.data.message.AiMessage;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Says something else each time, in three parts, and is always cut short, so that nothing of it is stored. Safe for use by several threads at once. */
@Alternative
@Singleton
public class Chatterbox implements LanguageModel {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public String provider() {
        return "chatterbox";
    }

    @Override
    public String baseUrl() {
        return "";
    }

    @Override
    public String model() {
        return "chatterbox-1";
    }

    @Override
    public ChatResponse answer(ChatRequest question) {
        return response("No. " + asked.incrementAndGet() + " of many");
    }

    @Override
    public CompletableFuture<ChatResponse> stream(ChatRequest question, Consumer<String> parts) {
        int call = asked.incrementAndGet();
        return CompletableFuture.supplyAsync(() -> {
            parts.accept("No. ");
            parts.accept(call + " ");
            parts.accept("of many");
            return response("No. " + call + " of many");
        });
    }

    private static ChatResponse response(String text) {
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(text))
                .finishReason(FinishReason.LENGTH)
                .build();
    }

    /** A service with this model. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(Chatterbox.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return new HashMap<>(new DemoProfile().getConfigOverrides());
        }
    }
}
