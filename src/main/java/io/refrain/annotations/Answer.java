package io.refrain.annotations;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a method came to: the value it returned, which may be null, or its failure; the other one is null. Immutable. */
record Answer(@Nullable Object value, @Nullable Throwable failure) {

    static Answer returned(@Nullable Object value) {
        return new Answer(value, null);
    }

    static Answer failed(Throwable failure) {
        return new Answer(null, failure);
    }

    /** Whether the method failed because its thread was interrupted, as far as its failure tells: itself or by its cause. */
    boolean isInterruption() {
        return failure != null
                && (failure instanceof InterruptedException || failure.getCause() instanceof InterruptedException);
    }

    /** The value, or the very failure thrown. */
    @Nullable
    Object get() {
        if (failure != null) {
            throw Answer.<RuntimeException>unchecked(failure);
        }
        return value;
    }

    void complete(CompletableFuture<@Nullable Object> future) {
        if (failure == null) {
            future.complete(value);
        } else {
            future.completeExceptionally(failure);
        }
    }

    /** Lets the method's own exceptions pass, which the caller has to expect anyway. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <T extends Throwable> T unchecked(Throwable failure) throws T {
        throw (T) failure;
    }
}
