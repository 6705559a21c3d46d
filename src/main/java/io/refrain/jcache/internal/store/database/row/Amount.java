package io.refrain.jcache.internal.store.database.row;

/**
 * An amount of rows.
 *
 * @param bytes of their keys and values
 */
public record Amount(long rows, long bytes) {
    /** None. */
    public static final Amount NOTHING = new Amount(0, 0);

    /** The sum of two. */
    public Amount plus(Amount other) {
        return new Amount(rows + other.rows, bytes + other.bytes);
    }
}
