package io.refrain.jcache.internal.config;

import java.time.Duration;
import java.util.Map;

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

    /** What holds when nothing is configured. */
    public static SqliteSettings defaults() {
        return of(new KeyReader(Settings.only(Map.of())));
    }

    /** What the keys say. */
    static SqliteSettings of(KeyReader keys) {
        return new SqliteSettings(
                keys.get(SqliteKeys.BUSY_TIMEOUT),
                keys.get(SqliteKeys.ON_DAMAGE),
                keys.get(SqliteKeys.MAX_FILE_SIZE),
                keys.get(SqliteKeys.MAX_LOG_SIZE),
                keys.get(SqliteKeys.BATCH_WINDOW),
                keys.get(SqliteKeys.BATCH_ENTRIES),
                keys.get(SqliteKeys.BATCH_BYTES),
                keys.get(SqliteKeys.SHARING),
                // Not the key's default, which a native executable would keep from the machine that built it.
                keys.read(SqliteKeys.CONNECTIONS)
                        .orElseGet(() -> 2 * Math.max(4, Runtime.getRuntime().availableProcessors())),
                keys.get(SqliteKeys.SWEEP_INTERVAL),
                keys.get(SqliteKeys.WATCH_INTERVAL));
    }
}
