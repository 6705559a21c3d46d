package app;

import dev.langchain4j.model.chat.ChatModel;
import io.quarkiverse.langchain4j.ModelName;
import io.refrain.langchain4j.CachedAnswers;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

public class Models {
    @Produces
    @Singleton
    @CachedAnswers
    ChatModel model(@ModelName("paid") ChatModel paid) {
        return paid;
    }
}
