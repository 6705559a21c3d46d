package io.refrain.jcache.internal.store.database;

import java.time.Duration;

/**
 * How a database is used, whichever it is. Of several cache managers that use the same one, those of the first count.
 *
 * @param batchWindow how long a batched write waits at most before it is committed
 * @param batchEntries how many changes are pending in one cache at most; whoever comes then commits them
 * @param batchBytes how many bytes of those
 * @param sweepInterval how often it is looked for what has expired
 * @param watchInterval how often it is looked whether the database is still in its place
 */
public record Settings(
        Duration batchWindow, int batchEntries, long batchBytes, Duration sweepInterval, Duration watchInterval) {
    /** What holds where nobody says otherwise. */
    public static final Settings DEFAULTS =
            new Settings(Duration.ofMillis(100), 10_000, 16L << 20, Duration.ofSeconds(1), Duration.ofMillis(500));
}
