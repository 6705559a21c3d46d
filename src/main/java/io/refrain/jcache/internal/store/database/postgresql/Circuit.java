package io.refrain.jcache.internal.store.database.postgresql;

import io.refrain.jcache.internal.store.StoreException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker: once the server could not be reached, nobody tries again for a while, so that nobody waits for what is not there; then one does. Safe for use by several threads at
 * once.
 */
final class Circuit {
    private final String description;
    private final Duration retryInterval;
    private final AtomicBoolean trying = new AtomicBoolean();

    /** Null while it is closed, which is when all is well. */
    private volatile @Nullable Failure failure;

    /** @param description of the server, in the words of a message */
    Circuit(String description, Duration retryInterval) {
        this.description = description;
        this.retryInterval = retryInterval;
    }

    /**
     * Lets pass who may try; he tells of it by {@link #succeeded} or {@link #failed}.
     *
     * @throws StoreException when nobody may now
     */
    void pass() {
        Failure last = failure;
        if (last == null) {
            return;
        }
        if (System.nanoTime() - last.nanos < retryInterval.toNanos() || !trying.compareAndSet(false, true)) {
            throw new StoreException(
                    description + " cannot be used at the moment, and is tried again every " + retryInterval.toMillis()
                            + " ms: " + last.cause.getMessage(),
                    last.cause,
                    StoreException.Reason.BUSY);
        }
    }

    /** It was there. */
    void succeeded() {
        if (failure != null) {
            failure = null;
            trying.set(false);
        }
    }

    /** It was not there, or did not answer in time. */
    void failed(Exception cause) {
        failure = new Failure(System.nanoTime(), cause);
        trying.set(false);
    }

    /** What was wrong when it was tried last; null when all is well. */
    @Nullable
    String trouble() {
        Failure last = failure;
        return last == null ? null : description + " cannot be used at the moment: " + last.cause.getMessage();
    }

    private record Failure(long nanos, Exception cause) {}
}
