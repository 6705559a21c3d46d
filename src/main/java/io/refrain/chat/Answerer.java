package io.refrain.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.output.TokenUsage;
import io.refrain.llm.AnswerExtras;
import io.refrain.llm.LanguageModel;
import io.refrain.llm.ModelCalls;
import io.refrain.llm.ModelFailure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks the model and puts its answer into the shape that is served. Safe for use by several threads at once. */
@Singleton
class Answerer {
    private final LanguageModel model;
    private final ModelCalls calls;
    private final ChatRequests requests;
    private final FinishReasons finishReasons;
    private final ChatMetrics metrics;
    private final RecordedChats recorded;
    private final ChatTracing tracing;

    @Inject
    Answerer(
            LanguageModel model,
            ModelCalls calls,
            ChatRequests requests,
            FinishReasons finishReasons,
            ChatMetrics metrics,
            RecordedChats recorded,
            ChatTracing tracing) {
        this.model = model;
        this.calls = calls;
        this.requests = requests;
        this.finishReasons = finishReasons;
        this.metrics = metrics;
        this.recorded = recorded;
        this.tracing = tracing;
    }

    /**
     * Asks, without blocking; in parts when somebody follows the answer.
     *
     * @param arrived when the question came, by {@link System#nanoTime()}
     * @param followed gets the parts; null when nobody follows
     * @return the answer, or a {@link ModelFailure}
     * @throws NotRecorded when nobody is asked, and there is no recording
     */
    CompletableFuture<StoredAnswer> answer(ChatQuestion question, long arrived, @Nullable LiveAnswer followed) {
        if (recorded.areReplayed()) {
            return CompletableFuture.completedFuture(recorded.replay(question));
        }
        ChatRequest request = requests.of(question);
        // Whoever asks names the model: as a tag, any name would be one more meter.
        String meter = request.modelName().equals(model.model()) ? model.model() : "other";
        return tracing.traced(question, () -> metrics.timed(
                                model.provider(),
                                meter,
                                () -> calls.ask(request, arrived, followed == null ? null : followed::part))
                        .thenApply(response -> new StoredAnswer(answer(response), Instant.now())))
                .whenComplete((stored, e) -> record(question, stored, e));
    }

    private void record(ChatQuestion question, @Nullable StoredAnswer stored, @Nullable Throwable e) {
        Answer answer = stored == null ? null : stored.answer();
        recorded.record(question, answer != null && CompleteAnswerGate.isComplete(question, answer), answer, e);
    }

    private Answer answer(ChatResponse response) {
        String text = response.aiMessage().text();
        String id = response.id();
        AnswerExtras extras = AnswerExtras.of(response);
        return new Answer(
                id == null ? "refrain-" + UUID.randomUUID() : id,
                text == null ? "" : text,
                extras.toolCalls() == null
                        ? toolCalls(response.aiMessage().toolExecutionRequests())
                        : extras.toolCalls(),
                extras.refusal(),
                response.aiMessage().thinking(),
                new Answer.Metadata(
                        usage(response.tokenUsage()),
                        response.modelName(),
                        response.metadata() instanceof OpenAiChatResponseMetadata openAi
                                ? openAi.systemFingerprint()
                                : null,
                        finishReason(response, extras),
                        extras.logprobs()));
    }

    private @Nullable String finishReason(ChatResponse response, AnswerExtras extras) {
        String own = extras.finishReason();
        if (own == null) {
            return FinishReasons.name(response.finishReason());
        }
        if (FinishReasons.of(own) == null) {
            finishReasons.unknown(model.provider(), own);
        }
        return own;
    }

    private static @Nullable JsonNode toolCalls(@Nullable List<ToolExecutionRequest> requests) {
        if (requests == null || requests.isEmpty()) {
            return null;
        }
        ArrayNode calls = JsonNodeFactory.instance.arrayNode();
        for (ToolExecutionRequest request : requests) {
            calls.addObject()
                    .put("id", request.id())
                    .put("type", "function")
                    .putObject("function")
                    .put("name", request.name())
                    .put("arguments", request.arguments());
        }
        return calls;
    }

    private static Answer.TokenUsage usage(@Nullable TokenUsage usage) {
        return usage == null
                ? new Answer.TokenUsage(null, null, null)
                : new Answer.TokenUsage(usage.inputTokenCount(), usage.outputTokenCount(), usage.totalTokenCount());
    }
}
