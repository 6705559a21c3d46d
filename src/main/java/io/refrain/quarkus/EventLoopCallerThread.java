package io.refrain.quarkus;

import io.quarkus.runtime.BlockingOperationControl;
import io.refrain.annotations.CallerThread;
import io.refrain.jcache.RefrainCache;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/** Keeps blocking work off Quarkus' event loops, and answers there what the heap can answer. Safe for use by several threads at once. */
@Singleton
class EventLoopCallerThread implements CallerThread {
    private final ExecutorService workers;

    @Inject
    EventLoopCallerThread(ExecutorService workers) {
        this.workers = workers;
    }

    @Override
    public boolean mayBlock() {
        return BlockingOperationControl.isBlockingAllowed();
    }

    @Override
    @SuppressWarnings("unchecked") // the cache itself
    public @Nullable Object getWithoutBlocking(Cache<Object, Object> cache, Object key) {
        return cache instanceof RefrainCache<?, ?> own
                ? ((RefrainCache<Object, Object>) own).getWithoutBlocking(key)
                : null;
    }

    /** {@inheritDoc} What is done later for a request is done with what belongs to it, whichever thread has it done. */
    @Override
    public Executor workers() {
        Context context = Vertx.currentContext();
        if (context == null) {
            return workers;
        }
        return task -> {
            if (Vertx.currentContext() == context) {
                workers.execute(task);
            } else {
                var unused = context.executeBlocking(
                        () -> {
                            task.run();
                            return true;
                        },
                        false);
            }
        };
    }
}
