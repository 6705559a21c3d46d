package io.refrain.jcache.internal.store.database.postgresql;

import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.database.LibraryThread;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells the other processes which rows have changed, those of a short time together. Not in the transactions that change them: a commit with a notification waits for every other such commit,
 * each with its own write to the disk. What cannot be told is lost; the others find out by the notes in the database. Safe for use by several threads at once.
 */
final class Announcer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Announcer.class.getName());

    private final Duration window;
    private final Consumer<Collection<Long>> telling;
    private final ScheduledThreadPoolExecutor executor = LibraryThread.executor("refrain announcer");

    /** Guarded by itself. */
    private final Set<Long> changed = new LinkedHashSet<>();

    /** @param telling tells of rows, at once */
    Announcer(Duration window, Consumer<Collection<Long>> telling) {
        this.window = window;
        this.telling = telling;
    }

    void tell(Collection<Long> ids) {
        if (ids.isEmpty()) {
            return;
        }
        synchronized (changed) {
            boolean first = changed.isEmpty();
            changed.addAll(ids);
            if (!first) {
                return;
            }
        }
        try {
            executor.schedule(this::tellNow, window.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // It is closed; the others find out by the notes.
        }
    }

    private void tellNow() {
        Set<Long> now;
        synchronized (changed) {
            now = new LinkedHashSet<>(changed);
            changed.clear();
        }
        try {
            telling.accept(now);
        } catch (StoreException e) {
            LOG.log(Level.DEBUG, "The others find out by the notes in the database", e);
        }
    }

    /** Tells what is left. */
    @Override
    public void close() {
        executor.shutdown();
        tellNow();
    }
}
