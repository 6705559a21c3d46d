package io.refrain.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.llm.LanguageModel;
import io.refrain.llm.ModelFailure;
import io.refrain.quarkus.CallTracing;
import io.refrain.quarkus.CallTracing.TracedCall;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Has each call of the model traced, with its waiting and its retries. Safe for use by several threads at once. */
@Singleton
class ChatTracing {
    private final CallTracing tracing;
    private final LanguageModel model;
    private final ChatRequests requests;

    @Inject
    ChatTracing(CallTracing tracing, LanguageModel model, ChatRequests requests) {
        this.tracing = tracing;
        this.model = model;
        this.requests = requests;
    }

    CompletableFuture<StoredAnswer> traced(ChatQuestion question, Supplier<CompletableFuture<StoredAnswer>> call) {
        if (!tracing.isOn()) {
            return call.get();
        }
        ObjectNode body = requests.completionOf(question);
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
