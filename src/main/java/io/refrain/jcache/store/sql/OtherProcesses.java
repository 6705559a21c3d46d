package io.refrain.jcache.store.sql;

import java.util.function.LongSupplier;

/**
 * Notices that another process has changed a shared file. SQLite tells one connection when any other has changed something; this is about a
 * connection that only looks, and knows of each commit of this process. Safe for use by several threads at once.
 */
final class OtherProcesses {
    private final LongSupplier version;
    private final long stalenessNanos;
    private long seen;
    private volatile long changes;
    private volatile long lookedAt;

    /**
     * @param version of the data, as one connection sees it ({@code pragma data_version})
     * @param stalenessNanos how old what was seen last may be
     */
    OtherProcesses(LongSupplier version, long stalenessNanos) {
        this.version = version;
        this.stalenessNanos = stalenessNanos;
        this.seen = version.getAsLong();
        this.lookedAt = System.nanoTime();
    }

    /** A number that has grown when another process has changed something, no older than is allowed. */
    long changes() {
        if (System.nanoTime() - lookedAt >= stalenessNanos) {
            look();
        }
        return changes;
    }

    private synchronized void look() {
        // What was changed after this moment is not among what is seen.
        long now = System.nanoTime();
        long current = version.getAsLong();
        if (current != seen) {
            seen = current;
            changes++;
        }
        lookedAt = now;
    }

    /** Changes something here, while no other process does. */
    synchronized void change(Runnable change) {
        look();
        try {
            change.run();
        } finally {
            seen = version.getAsLong();
        }
    }
}
