package io.refrain.jcache.internal.store.database.sqlite;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The read transaction that the look-ups of one connection go on in while nothing is committed, since to begin and end one costs as much as the look-up itself. Safe for
 * use by several threads at once, so that who needs the log can end it.
 */
final class Snapshot {
    /** Should a person change something in the file, it is seen after that. */
    private static final long LONGEST_NANOS = 1_000_000_000;

    private final PreparedStatements statements;
    private final LongSupplier commits;
    private final boolean shared;
    private final Object lock = new Object();

    /** The number of commits when it was last read. */
    private long seen = -1;

    private boolean entered;
    private long since;

    /**
     * @param commits how many there were, of which every one that a caller knows of is among them
     * @param shared whether there are some that this number does not tell of
     */
    Snapshot(PreparedStatements statements, LongSupplier commits, boolean shared) {
        this.statements = statements;
        this.commits = commits;
        this.shared = shared;
    }

    <T extends @Nullable Object> T read(Supplier<T> look) {
        synchronized (lock) {
            if (!shared) {
                enter();
            }
            return look.get();
        }
    }

    private void enter() {
        long now = commits.getAsLong();
        if (entered && (seen != now || System.nanoTime() - since > LONGEST_NANOS)) {
            end();
        } else if (!entered && seen == now) {
            statements.execute("begin");
            entered = true;
            since = System.nanoTime();
        }
        seen = now;
    }

    void leave() {
        synchronized (lock) {
            if (entered) {
                end();
            }
        }
    }

    /** Leaves it to the end of the connection. */
    void abandon() {
        synchronized (lock) {
            entered = false;
        }
    }

    private void end() {
        entered = false;
        statements.execute("commit");
    }
}
