package io.refrain.jcache.store.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a file. Threads line their changes up; whoever gets to write first writes all that are lined up, in one transaction, so
 * that many threads share the cost of a commit. Safe for use by several threads at once.
 */
final class Writer implements AutoCloseable {
    /** How many callers share one commit, so that none waits for an endless one. */
    static final int MOST_AT_ONCE = 1_000;

    private final RowSession session;
    private final int mostAtOnce;
    private final ReentrantLock writing = new ReentrantLock();
    private final ConcurrentLinkedQueue<Pending<?>> lined = new ConcurrentLinkedQueue<>();

    Writer(RowSession session, int mostAtOnce) {
        this.session = session;
        this.mostAtOnce = mostAtOnce;
    }

    /**
     * Makes changes durable; returns when they are.
     *
     * @param changes statements, run on the writing thread within a transaction, perhaps twice, of which only the last run counts
     * @return what the changes return
     * @throws io.refrain.jcache.store.StoreException when that failed; none of these changes is then made
     */
    <T> T write(Function<RowSession, T> changes) {
        Pending<T> own = new Pending<>(changes);
        lined.add(own);
        writing.lock();
        try {
            while (!own.done) {
                writeLined();
            }
        } finally {
            writing.unlock();
        }
        return own.result();
    }

    private void writeLined() {
        List<Pending<?>> together = new ArrayList<>();
        while (together.size() < mostAtOnce) {
            Pending<?> next = lined.poll();
            if (next == null) {
                break;
            }
            together.add(next);
        }
        try {
            session.inTransaction(() -> together.forEach(pending -> pending.run(session)));
        } catch (RuntimeException | Error e) {
            if (SqliteErrors.isBusy(e)) {
                // Trying each alone would take the busy timeout each time.
                together.forEach(pending -> pending.failure = e);
            } else {
                // One that cannot be written must not take the others with it.
                together.forEach(this::writeAlone);
            }
        }
        together.forEach(pending -> pending.done = true);
    }

    private void writeAlone(Pending<?> pending) {
        try {
            session.inTransaction(() -> pending.run(session));
        } catch (RuntimeException | Error e) {
            pending.failure = e;
        }
    }

    @Override
    public void close() {
        writing.lock();
        try {
            session.close();
        } finally {
            writing.unlock();
        }
    }

    /** Changes that wait to be written; its fields are guarded by the lock of the writer. */
    private static final class Pending<T> {
        private final Function<RowSession, T> changes;
        private boolean done;
        private @Nullable T result;
        private @Nullable Throwable failure;

        Pending(Function<RowSession, T> changes) {
            this.changes = changes;
        }

        void run(RowSession session) {
            result = changes.apply(session);
        }

        T result() {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure != null) {
                throw (RuntimeException) failure;
            }
            return Objects.requireNonNull(result);
        }
    }
}
