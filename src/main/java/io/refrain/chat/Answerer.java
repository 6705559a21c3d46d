package io.refrain.chat;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.output.TokenUsage;
import io.refrain.llm.LanguageModel;
import io.refrain.llm.ModelFailure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks the model and puts its answer into the shape that is served. Safe for use by several threads at once. */
@Singleton
class Answerer {
    private final LanguageModel model;
    private final ChatRequests requests;
    private final ChatMetrics metrics;

    @Inject
    Answerer(LanguageModel model, ChatRequests requests, ChatMetrics metrics) {
        this.model = model;
        this.requests = requests;
        this.metrics = metrics;
    }

    /**
     * Asks; takes as long as the model takes.
     *
     * @throws ModelFailure when there is no answer
     */
    StoredAnswer answer(ChatQuestion question) {
        ChatRequest request = requests.of(question);
        // Whoever asks names the model: as a tag, any name would be one more meter.
        String meter = request.modelName().equals(model.model()) ? model.model() : "other";
        ChatResponse response = metrics.timed(model.provider(), meter, () -> model.answer(request));
        return new StoredAnswer(answer(response), Instant.now());
    }

    private static Answer answer(ChatResponse response) {
        String text = response.aiMessage().text();
        String id = response.id();
        return new Answer(
                id == null ? "refrain-" + UUID.randomUUID() : id,
                text == null ? "" : text,
                new Answer.Metadata(
                        usage(response.tokenUsage()),
                        response.modelName(),
                        response.metadata() instanceof OpenAiChatResponseMetadata openAi
                                ? openAi.systemFingerprint()
                                : null,
                        FinishReasons.name(response.finishReason()),
                        null));
    }

    private static Answer.TokenUsage usage(@Nullable TokenUsage usage) {
        return usage == null
                ? new Answer.TokenUsage(null, null, null)
                : new Answer.TokenUsage(usage.inputTokenCount(), usage.outputTokenCount(), usage.totalTokenCount());
    }
}
