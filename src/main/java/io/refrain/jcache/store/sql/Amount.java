package io.refrain.jcache.store.sql;

/** A number of rows and of the bytes in them. Immutable. */
record Amount(long rows, long bytes) {
    static final Amount NOTHING = new Amount(0, 0);
    static final Amount EVERYTHING = new Amount(Long.MAX_VALUE, Long.MAX_VALUE);

    Amount plus(Amount other) {
        return new Amount(rows + other.rows, bytes + other.bytes);
    }

    boolean covers(Amount other) {
        return rows >= other.rows && bytes >= other.bytes;
    }

    /** Whether nothing can have it. */
    boolean isWrong() {
        return rows < 0 || bytes < 0;
    }

    /** As far as it is more than a bound. */
    Amount beyond(long mostRows, long mostBytes) {
        return new Amount(Math.max(0, rows - mostRows), Math.max(0, bytes - mostBytes));
    }
}
