package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.store.database.Medium;
import io.refrain.jcache.internal.store.database.row.Session;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** As little of a store as a medium needs: one writer, whom threads wait for, and one thread in the background. Safe for use by several threads at once. */
final class Upkeeper implements Medium.Upkeep, AutoCloseable {
    private final Medium medium;
    private final Session writer;
    /** Fair, so that the slowest write tells of the medium. */
    private final ReentrantLock writing = new ReentrantLock(true);

    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor();

    Upkeeper(Medium medium) {
        this.medium = medium;
        this.writer = medium.openWriter();
        medium.start(this);
    }

    void write(Consumer<Session> statements) {
        whileNobodyWrites(session -> session.inTransaction(() -> statements.accept(session), false));
    }

    @Override
    public void inBackground(Runnable task, Duration delay) {
        background.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    public void whileNobodyWrites(Consumer<Session> action) {
        writing.lock();
        try {
            action.accept(writer);
        } finally {
            writing.unlock();
        }
    }

    /** Closes the medium, too. */
    @Override
    public void close() {
        background.shutdownNow();
        try {
            if (!background.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new AssertionError("The background goes on");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        writer.close();
        medium.close();
    }
}
