package io.refrain.jcache.store.sql;

import java.time.Duration;

/**
 * How a SQLite file is used. Immutable.
 *
 * @param busyTimeout how long a statement waits for another process
 * @param onDamage what becomes of a file that turns out to be damaged when it is opened
 * @param maxFileBytes how big the file itself gets at most; 0 for no bound
 * @param batchWindow the longest that a batched write waits
 * @param batchEntries how many batched writes wait at most
 * @param sharing whether other processes may use it at the same time
 * @param sharingStaleness the longest that the heap may still have what another process has replaced
 */
public record SqliteOptions(
        Duration busyTimeout,
        OnDamage onDamage,
        long maxFileBytes,
        Duration batchWindow,
        int batchEntries,
        Sharing sharing,
        Duration sharingStaleness) {
    /** Waits for 5 seconds, starts empty, writes 10,000 entries or what came in 100 milliseconds together, and shares nothing. */
    public static final SqliteOptions DEFAULTS = new SqliteOptions(
            Duration.ofSeconds(5),
            OnDamage.START_EMPTY,
            0,
            Duration.ofMillis(100),
            10_000,
            Sharing.OFF,
            Duration.ofMillis(100));

    /** The same with another wait. */
    public SqliteOptions withBusyTimeout(Duration other) {
        return new SqliteOptions(other, onDamage, maxFileBytes, batchWindow, batchEntries, sharing, sharingStaleness);
    }

    /** The same with another way with damage. */
    public SqliteOptions withOnDamage(OnDamage other) {
        return new SqliteOptions(
                busyTimeout, other, maxFileBytes, batchWindow, batchEntries, sharing, sharingStaleness);
    }

    /** The same with another bound for the file. */
    public SqliteOptions withMaxFileBytes(long other) {
        return new SqliteOptions(busyTimeout, onDamage, other, batchWindow, batchEntries, sharing, sharingStaleness);
    }

    /** The same, shared with other processes. */
    public SqliteOptions shared() {
        return new SqliteOptions(
                busyTimeout, onDamage, maxFileBytes, batchWindow, batchEntries, Sharing.ON, sharingStaleness);
    }
}
