package io.refrain.jcache.config;

import java.time.Duration;

/**
 * How a SQLite file is used: what the configuration keys {@code refrain.sqlite.*} say. Immutable.
 *
 * @param busyTimeout how long a statement waits for another process
 * @param onDamage what becomes of a file that turns out to be damaged when it is opened
 * @param maxFileSize how many bytes the file itself has at most; 0 for no bound
 * @param maxLogSize how many bytes its write-ahead log has at most
 * @param batchWindow the longest that a batched write waits
 * @param batchEntries how many batched writes wait at most
 * @param batchBytes how many bytes of batched writes wait at most
 * @param sharing whether other processes may use it at the same time
 * @param connections how many connections read at a time at most
 * @param sweepInterval how often expired entries are looked for in the background
 * @param watchInterval how often it is looked whether the file is still in its place
 */
public record SqliteSettings(
        Duration busyTimeout,
        OnDamage onDamage,
        long maxFileSize,
        long maxLogSize,
        Duration batchWindow,
        int batchEntries,
        long batchBytes,
        Sharing sharing,
        int connections,
        Duration sweepInterval,
        Duration watchInterval) {

    /** What holds when nothing is configured; a method, since a native executable must not keep the processors of the machine that built it. */
    public static SqliteSettings defaults() {
        return new SqliteSettings(
                Duration.ofSeconds(5),
                OnDamage.START_EMPTY,
                0,
                64 << 20,
                Duration.ofMillis(100),
                10_000,
                16 << 20,
                Sharing.OFF,
                2 * Math.max(4, Runtime.getRuntime().availableProcessors()),
                Duration.ofSeconds(1),
                Duration.ofMillis(500));
    }
}
