package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.config.SqliteSettings;
import io.refrain.jcache.internal.store.database.Medium.Upkeep;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The log of a file. It is written back to the file in the background, since that waits for the disk; when it has become long, what is left is written back while
 * nobody writes and nobody reads on in it, so that the next write begins it anew. Nobody ever waits for a reader. Safe for use by several threads at once.
 */
final class WriteAheadLog {
    private static final Logger LOG = System.getLogger(WriteAheadLog.class.getName());

    /** Parts of the bound: so much more, and somebody looks how long it is. */
    private static final int LOOK = 32;

    private static final int WRITE_BACK = 8;

    /** Longer, and it is to begin anew. */
    private static final int BEGIN_ANEW = 4;

    /** Longer, and the writer itself sees to that. */
    private static final int URGENT = 2;

    /** So little is left that writers can wait for it. */
    private static final int SHORT = 64;

    private static final int MOST_PASSES = 3;

    private final PreparedStatements statements;
    private final long boundPages;
    private final long busyMillis;
    private final Runnable restReaders;

    /** Held while a checkpoint runs, since SQLite refuses a second one. */
    private final ReentrantLock checkpointing = new ReentrantLock();

    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile @Nullable Upkeep upkeep;

    /** Whether all of it was in the file when somebody looked, so that a transaction after that begins it anew. */
    private volatile boolean ended = true;

    /** How many pages it has grown since somebody looked, roughly. Of the thread that writes. */
    private long unseen;

    /**
     * @param statements on a connection of its own, used while it checkpoints
     * @param restReaders ends the read transactions of those who are not reading at the moment
     */
    WriteAheadLog(PreparedStatements statements, SqliteSettings settings, long pageBytes, Runnable restReaders) {
        this.statements = statements;
        this.boundPages = Math.max(1, settings.maxLogSize() / pageBytes);
        this.busyMillis = settings.busyTimeout().toMillis();
        this.restReaders = restReaders;
    }

    /** To what its file is cut when it begins anew. */
    static long keptBytes(SqliteSettings settings) {
        return settings.maxLogSize() / URGENT;
    }

    void start(Upkeep started) {
        upkeep = started;
    }

    /** Whether what tells this log from another file's must be written to it, since it may have begun anew; see {@link LogOrigin}. */
    boolean isUnsigned() {
        return ended;
    }

    /** That was committed. */
    void signed() {
        ended = false;
    }

    /** A transaction was committed that changed about so many pages; called by the thread that writes. */
    void grown(SqliteSession writer, long pages) {
        unseen += pages;
        if (unseen < boundPages / LOOK) {
            return;
        }
        unseen = 0;
        Checkpoint now = noted(writer.checkpoint(Checkpoint.LOOK));
        if (now.remaining() > 0 && now.pages() > boundPages / URGENT) {
            writeBackAll(writer);
        } else if (now.remaining() > boundPages / WRITE_BACK || (now.remaining() > 0 && isLong(now))) {
            schedule();
        }
    }

    private Checkpoint noted(Checkpoint now) {
        ended |= now.remaining() == 0;
        return now;
    }

    private boolean isLong(Checkpoint now) {
        return now.pages() > boundPages / BEGIN_ANEW;
    }

    private void schedule() {
        Upkeep background = upkeep;
        if (background != null && scheduled.compareAndSet(false, true)) {
            background.inBackground(() -> writeBack(background), Duration.ZERO);
        }
    }

    private void writeBack(Upkeep background) {
        scheduled.set(false);
        try {
            Checkpoint now = writeBack();
            for (int pass = 1; now.remaining() > boundPages / SHORT && pass < MOST_PASSES; pass++) {
                now = writeBack();
            }
            if (isLong(now)) {
                background.whileNobodyWrites(session -> writeBackAll((SqliteSession) session));
            }
        } catch (CacheException e) {
            LOG.log(Level.DEBUG, "The log could not be written back", e);
        }
    }

    private Checkpoint writeBack() {
        checkpointing.lock();
        try {
            restReaders.run();
            return noted(Checkpoint.run(statements, Checkpoint.WRITE_BACK));
        } finally {
            checkpointing.unlock();
        }
    }

    /** By the thread that writes: the next transaction begins the log anew, if nobody is reading in it then. */
    private void writeBackAll(SqliteSession writer) {
        checkpointing.lock();
        try {
            // Those who read what is older keep it from being written back; those who read in it at all, from beginning
            // anew.
            restReaders.run();
            noted(writer.checkpoint(Checkpoint.WRITE_BACK));
            restReaders.run();
        } finally {
            checkpointing.unlock();
        }
    }

    /** Gives the space of the log back, as far as nobody uses it. */
    void truncate() {
        checkpointing.lock();
        try {
            restReaders.run();
            // Nobody is waited for.
            statements.execute("pragma busy_timeout = 0");
            noted(Checkpoint.run(statements, Checkpoint.TRUNCATE));
        } finally {
            statements.execute("pragma busy_timeout = " + busyMillis);
            checkpointing.unlock();
        }
    }

    /** Runs something on the connection of the log, while it does not checkpoint. */
    <T> T with(Function<PreparedStatements, T> action) {
        checkpointing.lock();
        try {
            return action.apply(statements);
        } finally {
            checkpointing.unlock();
        }
    }
}
