package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.store.database.row.Failures;
import java.sql.ResultSet;

/**
 * What a checkpoint says of the log.
 *
 * @param pages that are in it
 * @param writtenBack how many of them are in the file, too
 */
record Checkpoint(long pages, long writtenBack) {
    /** Only looks. */
    static final String LOOK = "noop";

    /** Writes back as far as nobody reads what it would replace; waits for nobody. */
    static final String WRITE_BACK = "passive";

    /** Writes all of it back and empties it, unless somebody reads. */
    static final String TRUNCATE = "truncate";

    /** Runs a checkpoint of a kind on a connection. */
    static Checkpoint run(PreparedStatements statements, String kind) {
        return statements.run(Failures.WRITING, "pragma wal_checkpoint(" + kind + ")", select -> {
            try (ResultSet result = select.executeQuery()) {
                return result.next() ? new Checkpoint(result.getLong(2), result.getLong(3)) : new Checkpoint(0, 0);
            }
        });
    }

    long remaining() {
        return pages - writtenBack;
    }
}
