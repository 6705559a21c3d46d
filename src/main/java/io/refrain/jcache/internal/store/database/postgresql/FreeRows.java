package io.refrain.jcache.internal.store.database.postgresql;

import io.refrain.jcache.internal.store.database.row.EntryRow;
import io.refrain.jcache.internal.store.database.row.RowIds;
import io.refrain.jcache.internal.store.database.row.Upsert;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The statement that keeps those of several rows whose keys nobody holds. It waits for no key, so their order does not matter. For one thread. */
final class FreeRows {
    static final String SQL = Upsert.INTO + " select " + Upsert.COLUMNS
            + " from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::bytea[], ?::text[],"
            + " ?::text[], ?::bytea[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::int[])"
            + " as kept (" + Upsert.COLUMNS + ", whole, key)"
            + " where pg_try_advisory_xact_lock_shared(?, whole) and pg_try_advisory_xact_lock(?, key) "
            + Upsert.OR_REPLACE + " returning id";

    private final PreparedStatement statement;
    private final List<EntryRow> rows;

    /** The last parameter that is set. */
    private int last;

    /** @param before how many other parameters come before */
    FreeRows(PreparedStatement statement, int before, List<EntryRow> rows) {
        this.statement = statement;
        this.rows = rows;
        this.last = before;
    }

    /** Sets the parameters. */
    void bind(AdvisoryLocks locks) throws SQLException {
        bindLongs(row -> row.accessedAt);
        bindLongs(row -> row.byteSize);
        bindLongs(row -> row.checksum);
        this.<@Nullable Long>bind("int8", new Long[rows.size()], row -> row.expiresAt);
        bind("text", new String[rows.size()], row -> row.keyCodec);
        this.<byte @Nullable []>bind("bytea", new byte[rows.size()][], row -> row.keyData);
        this.<@Nullable String>bind("text", new String[rows.size()], row -> row.keyText);
        bind("text", new String[rows.size()], row -> row.valueCodec);
        this.<byte @Nullable []>bind("bytea", new byte[rows.size()][], row -> row.valueData);
        this.<@Nullable String>bind("text", new String[rows.size()], row -> row.valueText);
        bindLongs(row -> row.version);
        bindLongs(row -> row.writtenAt);
        bindLongs(row -> row.id);
        bindInts(row -> AdvisoryLocks.whole(RowIds.cache(row.id)));
        bindInts(row -> AdvisoryLocks.of(RowIds.cache(row.id), RowIds.hash(row.id)));
        statement.setInt(++last, locks.space());
        statement.setInt(++last, locks.space());
    }

    private void bindLongs(ToLongFunction<EntryRow> column) throws SQLException {
        statement.setObject(++last, rows.stream().mapToLong(column).toArray());
    }

    private void bindInts(ToIntFunction<EntryRow> column) throws SQLException {
        statement.setObject(++last, rows.stream().mapToInt(column).toArray());
    }

    private <T extends @Nullable Object> void bind(String type, T[] values, Function<EntryRow, T> column)
            throws SQLException {
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        statement.setArray(++last, statement.getConnection().createArrayOf(type, values));
    }

    /** The ids of those that were kept. */
    static Set<Long> kept(ResultSet ids) throws SQLException {
        Set<Long> kept = new HashSet<>();
        while (ids.next()) {
            kept.add(ids.getLong(1));
        }
        return kept;
    }
}
