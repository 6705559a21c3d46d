package io.refrain.internal.flight;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call under way, which begins with the thread that makes it. Safe for use by several threads at once.
 *
 * @param <A> what it comes to, a failure included
 */
public class Flight<A> {
    private final CompletableFuture<A> answer = new CompletableFuture<>();
    private volatile @Nullable Thread runner = Thread.currentThread();

    /** Whether the current thread is inside the call: an equal call there is a recursion. */
    public final boolean isRunByCaller() {
        return runner == Thread.currentThread();
    }

    /** Says that the call has returned; what it returned may complete later. */
    public final void returned() {
        runner = null;
    }

    /** Says that the current thread is about to make the call, in the place of the one with which it began. */
    public final void goesOn() {
        runner = Thread.currentThread();
    }

    /** What it comes to; never completed with a failure. */
    public final CompletableFuture<A> answer() {
        return answer;
    }

    final @Nullable Thread runner() {
        return runner;
    }
}
