package io.refrain.jcache.internal.store.database;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Runs what neither an interrupt must reach, since that closes the channel of a file for good, nor the class loader of one application, since others go on with it. */
public final class Undisturbed {

    private Undisturbed() {}

    /** Gives what an action gives, or throws what it throws, after it ran on a thread of its own; whoever is interrupted meanwhile waits on, and stays interrupted. */
    public static <T> T call(Supplier<T> action) {
        FutureTask<T> task = new FutureTask<>(action::get);
        LibraryThread.create(task, "refrain opening").start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
