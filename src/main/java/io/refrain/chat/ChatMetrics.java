package io.refrain.chat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import io.refrain.annotations.CacheResultOutcome;
import io.refrain.llm.ModelFailure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The meters of {@code /chat}, there from the start, so that a counter at zero is not a gap. Safe for use by several threads at once. */
@Singleton
@Startup
class ChatMetrics {
    private final MeterRegistry registry;
    private final Counter hits;
    private final Counter misses;
    private final Counter stored;
    private final Counter refused;
    private final Counter collapsed;
    private final Counter storeFailures;
    private final Counter unknownFinishReasons;
    private final Counter staleOnFailure;

    @Inject
    ChatMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.hits = counter("hits", "Questions answered from the cache");
        this.misses = counter("misses", "Questions that were put to the model or joined one that was");
        this.stored = counter("stored", "Answers stored");
        this.refused = counter("refused", "Answers not stored because they are not complete");
        this.collapsed = counter("collapsed", "Questions that joined an equal one in flight");
        this.storeFailures = counter("store.failures", "Answers that the cache failed to store");
        this.unknownFinishReasons =
                counter("unknown.finish.reasons", "Reasons why a model stopped that nobody knows, each counted once");
        this.staleOnFailure = counter("kept", "Questions answered from the cache because the model failed");
    }

    private Counter counter(String name, String description) {
        return Counter.builder("refrain.chat." + name).description(description).register(registry);
    }

    void count(CacheResultOutcome outcome) {
        if (outcome == CacheResultOutcome.HIT) {
            hits.increment();
            return;
        }
        misses.increment();
        switch (outcome) {
            case STORED -> stored.increment();
            case COLLAPSED -> collapsed.increment();
            case STORE_FAILED -> storeFailures.increment();
            case KEPT -> staleOnFailure.increment();
            case HIT, NOT_STORED, NOT_CALLED -> {}
        }
    }

    void refused() {
        refused.increment();
    }

    void unknownFinishReason() {
        unknownFinishReasons.increment();
    }

    /** Calls the model and measures how long it took. */
    <T> CompletableFuture<T> timed(String provider, String model, Supplier<CompletableFuture<T>> call) {
        Timer.Sample sample = Timer.start(registry);
        return call.get()
                .whenComplete((result, e) -> sample.stop(Timer.builder("refrain.chat.model.latency")
                        .description("How long the model took")
                        .tag("provider", provider)
                        .tag("model", model)
                        .tag("outcome", outcome(e))
                        .register(registry)));
    }

    private static String outcome(@Nullable Throwable e) {
        if (e == null) {
            return "answered";
        }
        return e instanceof ModelFailure failure ? failure.kind().name().toLowerCase(Locale.ROOT) : "failed";
    }
}
