package io.refrain.llm;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.refrain.llm.ModelFailure.Kind;
import io.refrain.quarkus.ChatConfig;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jspecify.annotations.Nullable;

/**
 * Puts questions to the model without letting it take anything else down: so many at a time and no more, on threads of their own, each within its
 * time limit, again when that may help, and not at all while the provider is down. Safe for use by several threads at once.
 */
@Singleton
public class ModelCalls {
    /** When to come back after having been refused for lack of room. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final AtomicInteger threadCount = new AtomicInteger();

    /** As many as there are permits at most; those that stream need none. */
    private final ExecutorService threads = Executors.newCachedThreadPool(this::thread);

    private final LanguageModel model;
    private final ChatConfig config;
    private final TypedGuard<CompletionStage<ChatResponse>> guard;

    @Inject
    ModelCalls(LanguageModel model, ChatConfig config) {
        this.model = model;
        this.config = config;
        this.guard = guard();
    }

    private TypedGuard<CompletionStage<ChatResponse>> guard() {
        var builder = TypedGuard.create(new TypeLiteral<CompletionStage<ChatResponse>>() {})
                .withDescription("model " + model.provider())
                .withBulkhead()
                .limit(config.maxConcurrentCalls())
                .queueSize(config.maxQueuedCalls())
                .done();
        ChatConfig.CircuitBreaker breaker = config.circuitBreaker();
        if (breaker.calls() > 0) {
            builder = builder.withCircuitBreaker()
                    .requestVolumeThreshold(breaker.calls())
                    .failureRatio(breaker.failureRatio())
                    .delay(breaker.delay().toMillis(), ChronoUnit.MILLIS)
                    .when(e -> told(failure(e)) instanceof ModelFailure failure && failure.isOutage())
                    .done();
        }
        if (config.retry().maxRetries() > 0) {
            builder = builder.withRetry()
                    .maxRetries(config.retry().maxRetries())
                    // Each call knows its own end.
                    .maxDuration(0, ChronoUnit.MILLIS)
                    .jitter(0, ChronoUnit.MILLIS)
                    .whenException(e -> failure(e) instanceof Again)
                    .withCustomBackoff()
                    .strategy(() -> e -> e instanceof Again again ? again.delay.toMillis() : 0)
                    .done()
                    .done();
        }
        return builder.build();
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "refrain-model-" + threadCount.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Asks the model.
     *
     * @param arrived when the question came, by {@link System#nanoTime()}: its time limit counts from then
     * @param parts gets the answer in parts as they come; null when it is wanted as a whole
     * @return the answer, or a {@link ModelFailure}
     */
    public CompletableFuture<ChatResponse> ask(ChatRequest question, long arrived, @Nullable Consumer<String> parts) {
        Call call = new Call(question, arrived + config.timeout().toNanos(), parts);
        CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> alarm = new CompletableFuture<>();
        var unusedAlarm = alarm.completeOnTimeout(null, call.left(), TimeUnit.NANOSECONDS)
                .thenRun(() -> {
                    answer.completeExceptionally(timedOut());
                    call.cancel();
                });
        try {
            var unused = guard.call(call::attempt).whenComplete((response, e) -> {
                if (e == null) {
                    answer.complete(response);
                } else {
                    answer.completeExceptionally(told(failure(e)));
                }
            });
        } catch (Exception e) {
            answer.completeExceptionally(told(failure(e)));
        }
        var unused = answer.whenComplete((response, e) -> alarm.cancel(false));
        return answer;
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    private ModelFailure timedOut() {
        return new ModelFailure(
                Kind.TIMED_OUT,
                model.provider(),
                "The provider '" + model.provider() + "' gave no answer within refrain.chat.timeout, which is "
                        + config.timeout() + ".");
    }

    private Throwable told(Throwable e) {
        if (e instanceof Again again) {
            return again.failure;
        }
        if (e instanceof BulkheadException || e instanceof RejectedExecutionException) {
            return refused(
                    "There are too many questions: refrain.chat.max-concurrent-calls are put to the model, and"
                            + " refrain.chat.max-queued-calls wait. Ask again later.",
                    SOON);
        }
        if (e instanceof CircuitBreakerOpenException) {
            return refused(
                    "The provider '" + model.provider() + "' is not asked for now, since it failed too often"
                            + " (refrain.chat.circuit-breaker); ask again later.",
                    config.circuitBreaker().delay());
        }
        return e;
    }

    private ModelFailure refused(String message, Duration retryAfter) {
        return new ModelFailure(Kind.REFUSED, model.provider(), message, ModelFailure.NO_STATUS, null, retryAfter);
    }

    /** What failed, without what wrapped it on the way. */
    private static Throwable failure(Throwable e) {
        Throwable failure = e;
        while (failure instanceof CompletionException && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure;
    }

    /** One question on its way. Safe for use by several threads at once. */
    private final class Call {
        private final ChatRequest question;
        private final long end;
        private final @Nullable Consumer<String> parts;
        private final AtomicInteger attempts = new AtomicInteger();
        private boolean cancelled;
        private boolean told;
        private @Nullable Future<?> running;
        private @Nullable CompletableFuture<ChatResponse> current;

        Call(ChatRequest question, long end, @Nullable Consumer<String> parts) {
            this.question = question;
            this.end = end;
            this.parts = parts;
        }

        long left() {
            return end - System.nanoTime();
        }

        /** Once it is this call's turn, and again for each retry. */
        CompletionStage<ChatResponse> attempt() {
            CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
            start(answer);
            return answer.exceptionallyCompose(
                    e -> CompletableFuture.failedFuture(again(failure(e), attempts.getAndIncrement())));
        }

        private synchronized void start(CompletableFuture<ChatResponse> answer) {
            if (cancelled || left() <= 0) {
                answer.completeExceptionally(timedOut());
                return;
            }
            current = answer;
            Consumer<String> listener = parts;
            if (listener != null) {
                CompletableFuture<ChatResponse> stream = model.stream(question, part -> tell(listener, part));
                running = stream;
                var unused = stream.whenComplete((response, e) -> complete(answer, response, e));
            } else {
                running = threads.submit(() -> {
                    try {
                        complete(answer, model.answer(question), null);
                    } catch (Throwable e) {
                        complete(answer, null, e);
                    }
                });
            }
        }

        private static void complete(
                CompletableFuture<ChatResponse> answer, @Nullable ChatResponse response, @Nullable Throwable e) {
            if (response != null) {
                answer.complete(response);
            } else {
                answer.completeExceptionally(e == null ? new IllegalStateException("A model said nothing") : e);
            }
        }

        private void tell(Consumer<String> listener, String part) {
            synchronized (this) {
                told = true;
            }
            listener.accept(part);
        }

        /** Ends what runs, and starts nothing more. */
        void cancel() {
            Future<?> last;
            CompletableFuture<ChatResponse> waiting;
            synchronized (this) {
                cancelled = true;
                last = running;
                waiting = current;
            }
            if (last != null) {
                last.cancel(true);
            }
            if (waiting != null) {
                // Gives its place to the next, also when its thread has not even begun.
                waiting.completeExceptionally(timedOut());
            }
        }

        /** Whether it is worth, and within the time, to ask again; not once somebody has heard the beginning of an answer. */
        private synchronized Throwable again(Throwable e, int attempt) {
            if (told || !(e instanceof ModelFailure failure) || !failure.isTransient()) {
                return e;
            }
            Duration delay = failure.retryAfter();
            if (delay == null) {
                double jitter = 0.5 + ThreadLocalRandom.current().nextDouble() / 2;
                double wait = config.retry().delay().toNanos() * Math.pow(2, attempt) * jitter;
                delay = Duration.ofNanos(
                        (long) Math.min(wait, config.retry().maxDelay().toNanos()));
            }
            boolean inTime =
                    delay.toNanos() < left() && delay.compareTo(config.retry().maxDelay()) <= 0;
            return inTime ? new Again(failure, delay) : failure;
        }
    }

    /** A failure that is tried again after a delay. */
    private static final class Again extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient ModelFailure failure;
        private final transient Duration delay;

        Again(ModelFailure failure, Duration delay) {
            super(failure.getMessage(), null, false, false);
            this.failure = failure;
            this.delay = delay;
        }
    }
}
