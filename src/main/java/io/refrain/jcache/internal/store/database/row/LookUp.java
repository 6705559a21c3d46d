package io.refrain.jcache.internal.store.database.row;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The one statement that comes by far most often, without Hibernate: the value of a row by its id. For one thread. */
public final class LookUp {
    /** What {@link #value} reads, in the words that SQLite and PostgreSQL share. */
    public static final String COLUMNS =
            "value_codec, value_text, value_data, version, written_at, expires_at, checksum";

    /** The id is the one parameter. */
    public static final String BY_ID = "select " + COLUMNS + " from cache_entry where id = ?";

    private LookUp() {}

    /** The value of the row that a result is at, whose first column is the codec. Text is read as the bytes that the database has. */
    public static RowValue value(ResultSet row) throws SQLException {
        String codec = row.getString(1);
        byte[] text = row.getBytes(2);
        byte[] data = text == null ? row.getBytes(3) : null;
        long version = row.getLong(4);
        long writtenAt = row.getLong(5);
        long deadline = row.getLong(6);
        Long expiresAt = row.wasNull() ? null : Long.valueOf(deadline);
        return new RowValue(codec == null ? "" : codec, text, data, version, writtenAt, expiresAt, row.getLong(7));
    }

    /** The value of the row that a result begins with; null when there is none. */
    public static @Nullable RowValue first(ResultSet rows) throws SQLException {
        return rows.next() ? value(rows) : null;
    }
}
