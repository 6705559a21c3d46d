package io.refrain.annotations;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Calls asynchronous methods. */
final class Stages {
    private Stages() {}

    /** What the method completes with: null if it returned null, its failure unwrapped, also when it threw that at once. */
    static CompletableFuture<Answer> started(Callable<? extends @Nullable CompletionStage<?>> method) {
        CompletableFuture<Answer> started = new CompletableFuture<>();
        try {
            CompletionStage<?> stage = method.call();
            if (stage == null) {
                started.complete(Answer.returned(null));
            } else {
                stage.whenComplete((value, failure) ->
                        started.complete(failure == null ? Answer.returned(value) : Answer.failed(unwrapped(failure))));
            }
        } catch (Throwable e) {
            started.complete(Answer.failed(e));
        }
        return started;
    }

    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
