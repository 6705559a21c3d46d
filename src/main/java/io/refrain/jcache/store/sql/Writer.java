package io.refrain.jcache.store.sql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a file. Threads line their changes up; whoever gets to write first writes all that are lined up, in one transaction, so
 * that many threads share the cost of a commit, and wakes those whose changes it has written. Safe for use by several threads at once.
 */
final class Writer implements AutoCloseable {
    /** How many callers share one commit, so that none waits for an endless one. */
    static final int MOST_AT_ONCE = 1_000;

    /** How long a caller lets others run until it goes to sleep: most commits take less than it takes to wake it. */
    private static final long LONGEST_YIELDING_NANOS = 300_000;

    private final RowSession session;
    private final Duration busyTimeout;
    private final int mostAtOnce;
    private final ReentrantLock writing = new ReentrantLock();
    private final ConcurrentLinkedQueue<Pending<?>> lined = new ConcurrentLinkedQueue<>();

    /** @param busyTimeout how long the first waits for another process */
    Writer(RowSession session, Duration busyTimeout, int mostAtOnce) {
        this.session = session;
        this.busyTimeout = busyTimeout;
        this.mostAtOnce = mostAtOnce;
    }

    /**
     * Commits changes; returns when that is done.
     *
     * @param changes statements, run on the writing thread within a transaction, perhaps twice, of which only the last run counts
     * @return what the changes return
     * @throws io.refrain.jcache.store.StoreException when that failed; none of these changes is then made
     */
    <T> T write(Function<RowSession, T> changes) {
        return write(changes, false);
    }

    /** As {@link #write(Function)}; with {@code synced}, returns when the changes are on the disk. */
    <T> T write(Function<RowSession, T> changes, boolean synced) {
        Pending<T> own = new Pending<>(changes, synced);
        lined.add(own);
        while (!own.done) {
            if (writing.tryLock()) {
                try {
                    while (!own.done) {
                        writeLined();
                    }
                } finally {
                    writing.unlock();
                }
                // Whoever lined up meanwhile and found the writer at work.
                Pending<?> next = lined.peek();
                if (next != null) {
                    next.wake();
                }
            } else if (System.nanoTime() - own.since < LONGEST_YIELDING_NANOS) {
                Thread.yield();
            } else {
                own.asleep = true;
                // Whoever has let the writer go since may not have known.
                if (!own.done && writing.isLocked()) {
                    LockSupport.park(this);
                }
            }
        }
        return own.result();
    }

    private void writeLined() {
        List<Pending<?>> together = new ArrayList<>();
        boolean synced = false;
        while (together.size() < mostAtOnce) {
            Pending<?> next = lined.poll();
            if (next == null) {
                break;
            }
            together.add(next);
            synced |= next.synced;
        }
        try {
            session.inTransaction(() -> together.forEach(pending -> pending.run(session)), synced);
            session.waitFor(busyTimeout);
        } catch (RuntimeException | Error e) {
            if (SqliteErrors.isBusy(e)) {
                // One has waited; until that is over, nobody else need, nor each of these alone.
                session.waitFor(Duration.ZERO);
                together.forEach(pending -> pending.failure = e);
            } else {
                // One that cannot be written must not take the others with it.
                together.forEach(this::writeAlone);
            }
        }
        together.forEach(Pending::done);
    }

    private void writeAlone(Pending<?> pending) {
        try {
            session.inTransaction(() -> pending.run(session), pending.synced);
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

    /** Changes that wait to be written; written by whoever holds the writer, and read by its own thread once they are done. */
    private static final class Pending<T> {
        private final Function<RowSession, T> changes;
        private final boolean synced;
        private final Thread thread = Thread.currentThread();
        private final long since = System.nanoTime();
        private volatile boolean asleep;
        private volatile boolean done;
        private @Nullable T result;
        private @Nullable Throwable failure;

        Pending(Function<RowSession, T> changes, boolean synced) {
            this.changes = changes;
            this.synced = synced;
        }

        void run(RowSession session) {
            result = changes.apply(session);
        }

        void done() {
            done = true;
            wake();
        }

        void wake() {
            if (asleep) {
                LockSupport.unpark(thread);
            }
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
