package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.database.row.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a database, which commits in groups. Threads line up what they want committed; whoever gets to write first writes all that is lined up, in one
 * transaction, so that many threads share the cost of a commit, and wakes the others. Safe for use by several threads at once.
 */
final class Writer implements AutoCloseable {
    /** How many callers share one commit, so that none waits for an endless one. */
    static final int MOST_AT_ONCE = 1_000;

    /** How long a caller lets others run until it goes to sleep: most commits take less than it takes to wake it. */
    private static final long LONGEST_YIELDING_NANOS = 300_000;

    private final Supplier<Session> opener;
    private final int mostAtOnce;
    private final ReentrantLock writing = new ReentrantLock();
    private final ConcurrentLinkedQueue<Request> lined = new ConcurrentLinkedQueue<>();

    /** Guarded by the lock; null until it is needed, and after what it was opened on has gone. */
    private @Nullable Session session;

    Writer(Supplier<Session> opener, int mostAtOnce) {
        this.opener = opener;
        this.mostAtOnce = mostAtOnce;
    }

    /**
     * Commits what is pending of some keys; returns when that is done.
     *
     * @param synced whether it is on the disk then
     * @throws StoreException when that failed; all of it is still pending then
     */
    void commit(OpenCache cache, Collection<Long> hashes, boolean synced) {
        await(new Commit(cache, hashes, synced));
    }

    /**
     * Runs statements within a transaction, perhaps twice, of which only the last run counts; returns when it is committed.
     *
     * @return what the statements return
     * @throws StoreException when that failed; nothing of it has happened then
     */
    <T> T run(Function<Session, T> statements) {
        Task<T> task = new Task<>(statements);
        await(task);
        return Objects.requireNonNull(task.result);
    }

    /** Runs something on the session while nobody writes. */
    void exclusively(Consumer<Session> action) {
        writing.lock();
        try {
            action.accept(session());
        } finally {
            unlock();
        }
    }

    /** Closes the session while nobody writes, and runs something before another is opened. */
    void replaceSession(Runnable action) {
        writing.lock();
        try {
            closeSession();
            action.run();
        } finally {
            unlock();
        }
    }

    @Override
    public void close() {
        replaceSession(() -> {});
    }

    private Session session() {
        Session open = session;
        if (open == null) {
            open = opener.get();
            session = open;
        }
        return open;
    }

    private void closeSession() {
        Session open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }

    private void await(Request own) {
        lined.add(own);
        boolean interrupted = false;
        while (!own.done) {
            if (writing.tryLock()) {
                try {
                    while (!own.done) {
                        writeLined();
                    }
                } finally {
                    unlock();
                }
            } else if (System.nanoTime() - own.since < LONGEST_YIELDING_NANOS) {
                Thread.yield();
            } else {
                own.asleep = true;
                // Whoever has let the writer go since may not have known.
                if (!own.done && writing.isLocked()) {
                    LockSupport.park(this);
                }
                // A thread that is interrupted cannot be parked: the flag is kept until it need not be.
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        own.throwFailure();
    }

    /** Wakes one of those who lined up meanwhile and found the writer at work. */
    private void unlock() {
        writing.unlock();
        Request next = lined.peek();
        if (next != null) {
            next.wake();
        }
    }

    private void writeLined() {
        List<Request> together = new ArrayList<>();
        while (together.size() < mostAtOnce) {
            Request next = lined.poll();
            if (next == null) {
                break;
            }
            together.add(next);
        }
        try {
            write(together);
        } catch (RuntimeException | Error e) {
            if (e instanceof StoreException failure && failure.reason() == StoreException.Reason.BUSY) {
                // One has waited, which the others need not do, each alone.
                together.forEach(request -> request.failure = e);
            } else {
                // One that cannot be written must not take the others with it.
                together.forEach(this::writeAlone);
            }
        }
        together.forEach(Request::done);
    }

    private void writeAlone(Request request) {
        try {
            write(List.of(request));
        } catch (RuntimeException | Error e) {
            request.failure = e;
        }
    }

    private void write(List<Request> requests) {
        Batch batch = new Batch();
        boolean synced = false;
        for (Request request : requests) {
            request.collect(batch);
            synced |= request.synced;
        }
        Session on = session();
        on.inTransaction(
                () -> {
                    batch.write(on);
                    requests.forEach(request -> request.run(on));
                },
                synced);
        batch.committed();
    }

    /** What waits to be committed; done by whoever writes, and read by its own thread once it is done. */
    private abstract static class Request {
        private final Thread thread = Thread.currentThread();
        private final long since = System.nanoTime();
        private final boolean synced;
        private volatile boolean asleep;
        private volatile boolean done;
        private @Nullable Throwable failure;

        Request(boolean synced) {
            this.synced = synced;
        }

        void collect(Batch batch) {}

        void run(Session session) {}

        void done() {
            done = true;
            wake();
        }

        void wake() {
            if (asleep) {
                LockSupport.unpark(thread);
            }
        }

        void throwFailure() {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure != null) {
                throw (RuntimeException) failure;
            }
        }
    }

    private static final class Commit extends Request {
        private final OpenCache cache;
        private final Collection<Long> hashes;

        Commit(OpenCache cache, Collection<Long> hashes, boolean synced) {
            super(synced);
            this.cache = cache;
            this.hashes = hashes;
        }

        @Override
        void collect(Batch batch) {
            batch.add(cache, hashes);
        }
    }

    private static final class Task<T> extends Request {
        private final Function<Session, T> statements;
        private @Nullable T result;

        Task(Function<Session, T> statements) {
            super(false);
            this.statements = statements;
        }

        @Override
        void run(Session session) {
            result = statements.apply(session);
        }
    }
}
