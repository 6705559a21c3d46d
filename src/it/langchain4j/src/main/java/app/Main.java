package app;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import javax.cache.annotation.CacheResult;

public final class Main {
    public static void main(String[] arguments) throws Exception {
        System.setProperty("refrain.uri", "refrain:sqlite:answers.db");
        try (SeContainer container = SeContainerInitializer.newInstance().initialize()) {
            System.out.println(container.select(Assistant.class).get().ask("question"));
            System.out.println("ready");
            System.in.read();
        }
    }

    @ApplicationScoped
    public static class Assistant {
        private final ChatModel model = new Model();

        @CacheResult(cacheName = "answers")
        public String ask(String question) {
            return model.chat(question);
        }
    }

    /** In the place of one that costs. */
    static final class Model implements ChatModel {
        @Override
        public ChatResponse doChat(ChatRequest request) {
            System.out.println("computed");
            return ChatResponse.builder().aiMessage(AiMessage.from("answer 42")).build();
        }
    }
}
