package io.refrain.llm;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that set it once its time is up, unless that thread is done by then. Bounds what has no bound of its own: the JDK's HTTP
 * client counts the time until the first byte of a body only. Safe for use by several threads at once.
 */
final class Deadline {
    private final CompletableFuture<Void> alarm = new CompletableFuture<>();
    private @Nullable Thread worker = Thread.currentThread();
    private boolean passed;

    private Deadline() {}

    /** Starts the time for the current thread, which has to end it. */
    static Deadline in(Duration time) {
        Deadline deadline = new Deadline();
        // The stage that follows may be let go: the alarm has its own hold of it.
        var unused = deadline.alarm
                .completeOnTimeout(null, time.toNanos(), TimeUnit.NANOSECONDS)
                .thenRun(deadline::pass);
        return deadline;
    }

    private synchronized void pass() {
        if (worker != null) {
            passed = true;
            worker.interrupt();
        }
    }

    /**
     * Ends the time, on the thread that set it; no interrupt comes after that, and none of this deadline is left.
     *
     * @return whether it had passed
     */
    synchronized boolean end() {
        worker = null;
        alarm.cancel(false);
        if (passed) {
            var unused = Thread.interrupted();
        }
        return passed;
    }
}
