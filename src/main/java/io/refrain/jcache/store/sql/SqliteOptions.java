package io.refrain.jcache.store.sql;

import java.time.Duration;

/**
 * How a SQLite file is used. Immutable.
 *
 * @param busyTimeout how long a statement waits for another process
 * @param onDamage what becomes of a file that turns out to be damaged when it is opened
 * @param batchWindow the longest that a batched write waits
 * @param batchEntries how many batched writes wait at most
 * @param sharing whether other processes may use it at the same time
 * @param sharingStaleness the longest that the heap may still have what another process has replaced
 */
public record SqliteOptions(
        Duration busyTimeout,
        OnDamage onDamage,
        Duration batchWindow,
        int batchEntries,
        Sharing sharing,
        Duration sharingStaleness) {
    /** Waits for 5 seconds, starts empty, writes 10,000 entries or what came in 100 milliseconds together, and shares nothing. */
    public static final SqliteOptions DEFAULTS = new SqliteOptions(
            Duration.ofSeconds(5),
            OnDamage.START_EMPTY,
            Duration.ofMillis(100),
            10_000,
            Sharing.OFF,
            Duration.ofMillis(100));

    /** The same with another wait. */
    public SqliteOptions withBusyTimeout(Duration other) {
        return new SqliteOptions(other, onDamage, batchWindow, batchEntries, sharing, sharingStaleness);
    }

    /** The same with another way with damage. */
    public SqliteOptions withOnDamage(OnDamage other) {
        return new SqliteOptions(busyTimeout, other, batchWindow, batchEntries, sharing, sharingStaleness);
    }

    /** The same, shared with other processes. */
    public SqliteOptions shared() {
        return new SqliteOptions(busyTimeout, onDamage, batchWindow, batchEntries, Sharing.ON, sharingStaleness);
    }
}
