package io.refrain.annotations;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/** The application's {@link CallerThread} or, without one, threads that may all block. Safe for use by several threads at once. */
@Singleton
class CallerThreads {
    private final CallerThread caller;

    @Inject
    CallerThreads(Instance<CallerThread> beans) {
        this.caller = beans.isUnsatisfied() ? new MayBlock() : beans.get();
    }

    CallerThread caller() {
        return caller;
    }

    /**
     * Runs what may block, here if the thread may.
     *
     * @return done when the action is; failed with what it threw, or with {@link RejectedExecutionException}
     */
    CompletableFuture<@Nullable Void> run(Runnable action) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        Runnable completing = () -> {
            try {
                action.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        };
        if (caller.mayBlock()) {
            completing.run();
            return done;
        }
        try {
            caller.workers().execute(completing);
        } catch (RuntimeException e) {
            done.completeExceptionally(
                    new RejectedExecutionException("No worker took what must not block its caller", e));
        }
        return done;
    }

    private static final class MayBlock implements CallerThread {
        @Override
        public boolean mayBlock() {
            return true;
        }

        @Override
        public @Nullable Object getWithoutBlocking(Cache<Object, Object> cache, Object key) {
            return null;
        }

        @Override
        public Executor workers() {
            return ForkJoinPool.commonPool();
        }
    }
}
