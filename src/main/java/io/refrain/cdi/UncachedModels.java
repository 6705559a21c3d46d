package io.refrain.cdi;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Lets Quarkus keep what nobody injects, and the caching models look up. Has no state. */
@Singleton
class UncachedModels {

    @Inject
    UncachedModels(
            SharedAnswers answers,
            @Uncached Instance<ChatModel> chat,
            @Uncached Instance<StreamingChatModel> streaming,
            @Uncached Instance<EmbeddingModel> embedding) {}

    /** What observes is kept. */
    void keep(@Observes Startup start) {}
}
