package io.refrain.jcache.store.sql;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.CacheException;

/**
 * The log of a file, which is written back to it in the background, since that waits for the disk. Safe for use by several threads at once.
 */
final class WriteAheadLog {
    /** To what it is cut when it begins anew. */
    static final long LONGEST_BYTES = 64L << 20;

    private static final Logger LOG = System.getLogger(WriteAheadLog.class.getName());
    private static final int ROWS_PER_WRITING_BACK = 1_024;
    private static final long PAGE_BYTES = 4_096;

    private final Readers readers;
    private final Executor background;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicBoolean writingBack = new AtomicBoolean();
    private volatile boolean tooLong;

    /** @param background runs one task after the other, and perhaps none any more */
    WriteAheadLog(Readers readers, Executor background) {
        this.readers = readers;
        this.background = background;
    }

    /** A transaction was committed that changed so many rows. */
    void grown(int changed) {
        if (rows.addAndGet(changed + 1L) >= ROWS_PER_WRITING_BACK && writingBack.compareAndSet(false, true)) {
            rows.set(0);
            try {
                background.execute(this::writeBack);
            } catch (RejectedExecutionException e) {
                // Closing writes it back.
            }
        }
    }

    private void writeBack() {
        writingBack.set(false);
        try {
            readers.leaveSnapshots();
            tooLong = readers.read(RowSession::writeBack) * PAGE_BYTES > LONGEST_BYTES;
        } catch (CacheException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "The log could not be written back", e);
        }
    }

    /** Whether it has grown so long that a write must wait until it is written back; true once. */
    boolean isTooLong() {
        boolean told = tooLong;
        if (told) {
            tooLong = false;
        }
        return told;
    }

    /** Begins it anew, which makes room for more. */
    void restart() {
        readers.leaveSnapshots();
        readers.read(RowSession::restartLog);
    }
}
