package io.refrain.jcache.store.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lends sessions for reading, the last returned first; opens new ones up to a bound, then lets wait. Safe for use by several threads at once. */
final class Readers implements AutoCloseable {
    private final Supplier<RowSession> opener;
    private final int most;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<RowSession> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    Readers(int most, Supplier<RowSession> opener) {
        this.opener = opener;
        this.most = most;
        this.free = new Semaphore(most);
    }

    /** @throws IllegalStateException when they are closed */
    <T extends @Nullable Object> T read(Function<RowSession, T> reading) {
        free.acquireUninterruptibly();
        try {
            if (closed) {
                throw new IllegalStateException("The file is closed");
            }
            RowSession session = idle.pollFirst();
            if (session == null) {
                session = opener.get();
            }
            boolean sound = false;
            try {
                T result = reading.apply(session);
                sound = true;
                return result;
            } finally {
                if (sound) {
                    idle.addFirst(session);
                } else {
                    // What a session is good for after a failure nobody knows.
                    session.close();
                }
            }
        } finally {
            free.release();
        }
    }

    /** Ends the transactions of the sessions that rest; as one that is lent, so that closing waits for it. */
    void leaveSnapshots() {
        free.acquireUninterruptibly();
        try {
            for (int i = idle.size(); i > 0; i--) {
                RowSession session = idle.pollLast();
                if (session != null) {
                    session.leaveSnapshot();
                    idle.addFirst(session);
                }
            }
        } finally {
            free.release();
        }
    }

    /** Waits for the sessions that are lent, and closes them all. */
    @Override
    public void close() {
        free.acquireUninterruptibly(most);
        closed = true;
        List<RowSession> closing = new ArrayList<>(idle);
        idle.clear();
        free.release(most);
        closing.forEach(RowSession::close);
    }
}
