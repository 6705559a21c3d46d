package io.refrain.jcache.internal.store.database;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;

/** Counts the writes of one cache that failed, and tells the log: at once, then now and then, and when it is over. Safe for use by several threads at once. */
final class WriteFailures {
    private static final Logger LOG = System.getLogger(WriteFailures.class.getName());
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final String what;
    private final InstantSource clock;
    private long failed;
    private long nextLine = Long.MIN_VALUE;
    private boolean told;

    /** Spares those that succeed the rest. */
    private volatile boolean failing;

    /** @param what in the words of the log, such as "The cache 'c' in /var/cache.db" */
    WriteFailures(String what, InstantSource clock) {
        this.what = what;
        this.clock = clock;
    }

    synchronized void failed(RuntimeException cause) {
        long now = clock.millis();
        failing = true;
        failed++;
        if (now >= nextLine) {
            nextLine = now + BETWEEN_LINES.toMillis();
            told = true;
            LOG.log(
                    Level.WARNING,
                    what + " cannot be written (" + failed + " writes failed so far); reads go on: "
                            + cause.getMessage());
        }
    }

    void succeeded() {
        if (failing) {
            end();
        }
    }

    private synchronized void end() {
        failing = false;
        if (told) {
            told = false;
            LOG.log(Level.INFO, "{0} can be written again; {1} writes failed so far", what, failed);
        }
    }
}
