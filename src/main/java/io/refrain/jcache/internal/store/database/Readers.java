package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.database.row.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lends sessions for reading, the last returned first; opens new ones up to a bound, then lets wait. Safe for use by several threads at once. */
final class Readers implements Sessions, AutoCloseable {
    private final Supplier<Session> opener;
    private final int most;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    Readers(int most, Supplier<Session> opener) {
        this.opener = opener;
        this.most = most;
        this.free = new Semaphore(most);
    }

    @Override
    public <T extends @Nullable Object> T read(Function<Session, T> reading) {
        free.acquireUninterruptibly();
        try {
            if (closed) {
                throw new IllegalStateException("The database is closed");
            }
            Session session = idle.pollFirst();
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

    /** Closes the sessions, once they are given back, and runs something before others are opened. */
    void whileNobodyReads(Runnable action) {
        free.acquireUninterruptibly(most);
        try {
            List<Session> closing = new ArrayList<>(idle);
            idle.clear();
            closing.forEach(Session::close);
            action.run();
        } finally {
            free.release(most);
        }
    }

    @Override
    public void close() {
        whileNobodyReads(() -> closed = true);
    }
}
