package io.refrain.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.llm.LanguageModel;
import io.refrain.llm.ModelFailure;
import io.refrain.quarkus.CallTracing;
import io.refrain.quarkus.CallTracing.TracedCall;
import io.refrain.quarkus.ChatConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Has each call of the model traced, with its waiting and its retries. Safe for use by several threads at once. */
@Singleton
class ChatTracing {
    private final CallTracing tracing;
    private final LanguageModel model;
    private final ChatConfig config;

    @Inject
    ChatTracing(CallTracing tracing, LanguageModel model, ChatConfig config) {
        this.tracing = tracing;
        this.model = model;
        this.config = config;
    }

    CompletableFuture<StoredAnswer> traced(ChatQuestion question, Supplier<CompletableFuture<StoredAnswer>> call) {
        if (!tracing.isOn()) {
            return call.get();
        }
        ObjectNode body = CompletionJson.question(
                question,
                Optional.ofNullable(question.model()).orElseGet(model::model),
                Optional.ofNullable(question.temperature())
                        .or(config::temperature)
                        .orElse(null));
        TracedCall traced = tracing.begin(new CallTracing.Question("chat", provider(), model.baseUrl(), body));
        return traced.during(call).whenComplete((answer, e) -> {
            if (answer != null) {
                traced.answered(CompletionJson.answer(answer.answer()));
            } else {
                traced.failed(type(e instanceof CompletionException wrapped ? wrapped.getCause() : e));
            }
        });
    }

    /** As the conventions name it, where they do. */
    private String provider() {
        return model.provider().equals("gemini") ? "gcp.gemini" : model.provider();
    }

    private static String type(@Nullable Throwable e) {
        if (!(e instanceof ModelFailure failure)) {
            return e == null ? "_OTHER" : e.getClass().getName();
        }
        return failure.status() == ModelFailure.NO_STATUS
                ? failure.kind().name().toLowerCase(Locale.ROOT)
                : Integer.toString(failure.status());
    }
}
