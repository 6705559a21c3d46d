package io.refrain.jcache.store.sql;

import java.time.Duration;

/**
 * How a SQLite file is used. Immutable.
 *
 * @param busyTimeout how long a statement waits for another process
 * @param onDamage what becomes of a file that turns out to be damaged when it is opened
 */
public record SqliteOptions(Duration busyTimeout, OnDamage onDamage) {
    /** Waits for 5 seconds, and starts empty. */
    public static final SqliteOptions DEFAULTS = new SqliteOptions(Duration.ofSeconds(5), OnDamage.START_EMPTY);

    /** The same with another wait. */
    public SqliteOptions withBusyTimeout(Duration other) {
        return new SqliteOptions(other, onDamage);
    }

    /** The same with another way with damage. */
    public SqliteOptions withOnDamage(OnDamage other) {
        return new SqliteOptions(busyTimeout, other);
    }
}
