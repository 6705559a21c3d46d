package io.refrain.cdi;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Lets Quarkus keep the models that nobody injects but the caching ones before them, which look them up. Has no state. */
@Singleton
final class UncachedModels {

    @Inject
    UncachedModels(
            @Uncached Instance<ChatModel> chat,
            @Uncached Instance<StreamingChatModel> streaming,
            @Uncached Instance<EmbeddingModel> embedding) {}

    /** What observes is kept. */
    void keep(@Observes Startup start) {}
}
