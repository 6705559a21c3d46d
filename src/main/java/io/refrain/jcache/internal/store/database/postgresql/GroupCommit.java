package io.refrain.jcache.internal.store.database.postgresql;

import io.refrain.jcache.internal.store.database.row.EntryRow;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Commits rows in groups: while those of some threads are on their way, those of others line up, and whoever is first in the line then keeps all that are in it, on his session and in one statement.
 * Nobody leads while he waits for a key: rows whose keys are held elsewhere are left to their own threads. Safe for use by several threads at once, none of which loses anything when it is
 * interrupted.
 */
final class GroupCommit {
    private final int atOnce;
    private final long mostBytes;

    /** What is not on its way yet. Guarded by itself, as is how many lead; nothing is in it while a further one may lead. */
    private final Deque<Request> lined = new ArrayDeque<>();

    private int leading;

    /**
     * @param atOnce how many groups are on their way: with fewer, the server waits for threads that wake, and its disk is written to for few at a time
     * @param mostBytes how many bytes of rows go together
     */
    GroupCommit(int atOnce, long mostBytes) {
        this.atOnce = atOnce;
        this.mostBytes = mostBytes;
    }

    /**
     * Keeps a row, perhaps together with others'.
     *
     * @param keeping by which the caller keeps all of a group when he leads
     * @return whether it is committed; nothing has happened otherwise, and the caller keeps it by himself
     * @throws SQLException when it is not known what has happened, or that would be the same again
     */
    boolean keep(EntryRow row, Terms terms, Keeping keeping) throws SQLException {
        Request own = new Request(row, terms);
        if (mustWait(own)) {
            own.await();
        }
        if (own.state == State.LEADING) {
            lead(own, keeping);
        }
        return own.isKept();
    }

    private boolean mustWait(Request own) {
        synchronized (lined) {
            if (leading == atOnce) {
                lined.add(own);
                return true;
            }
            leading++;
            own.state = State.LEADING;
            return false;
        }
    }

    private void lead(Request own, Keeping keeping) {
        List<Request> group = new ArrayList<>(List.of(own));
        State state = State.FAILED;
        Throwable failure = null;
        Set<Long> kept = Set.of();
        try {
            addLined(group);
            kept = keeping.keepFree(group.stream().map(request -> request.row).toList());
            state = State.LEFT;
        } catch (SQLException e) {
            // One that cannot be kept must not take the others with it.
            state = PostgresqlErrors.isFatal(e) ? State.FAILED : State.LEFT;
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        // First, so that the next is on its way before those of this group have all woken.
        handOver();
        for (Request request : group) {
            request.end(kept.contains(request.row.id) ? State.KEPT : state, failure);
        }
    }

    /** Adds those that go together with the one that leads. */
    private void addLined(List<Request> group) {
        Request own = group.get(0);
        long bytes = own.row.byteSize;
        synchronized (lined) {
            for (Request next = lined.peek(); next != null; next = lined.peek()) {
                bytes += next.row.byteSize;
                if (bytes > mostBytes || !next.terms.equals(own.terms)) {
                    break;
                }
                group.add(next);
                lined.remove();
            }
        }
    }

    private void handOver() {
        Request next;
        synchronized (lined) {
            next = lined.poll();
            if (next == null) {
                leading--;
            }
        }
        if (next != null) {
            next.end(State.LEADING, null);
        }
    }

    /** What only rows that go together have in common. */
    record Terms(AdvisoryLocks locks, String commitMode) {}

    /** Keeps rows on a session. */
    interface Keeping {
        /**
         * Keeps those whose keys nobody holds, and commits them.
         *
         * @return their ids
         */
        Set<Long> keepFree(List<EntryRow> rows) throws SQLException;
    }

    private enum State {
        WAITING,
        LEADING,
        KEPT,
        /** To its own thread. */
        LEFT,
        FAILED
    }

    /** Ended by whoever leads, for the thread that made it. */
    private static final class Request {
        private final Thread thread = Thread.currentThread();
        private final EntryRow row;
        private final Terms terms;
        private volatile State state = State.WAITING;
        private @Nullable Throwable failure;

        Request(EntryRow row, Terms terms) {
            this.row = row;
            this.terms = terms;
        }

        void await() {
            boolean interrupted = false;
            while (state == State.WAITING) {
                LockSupport.park(this);
                // A thread that is interrupted cannot be parked: the flag is kept until it need not be.
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                thread.interrupt();
            }
        }

        void end(State how, @Nullable Throwable why) {
            failure = why;
            state = how;
            LockSupport.unpark(thread);
        }

        boolean isKept() throws SQLException {
            if (state == State.FAILED) {
                if (failure instanceof SQLException told) {
                    throw told;
                }
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            }
            return state == State.KEPT;
        }
    }
}
