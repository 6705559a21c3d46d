package io.refrain.jcache.internal.store.database.row;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/** The statement by which a row is kept, without Hibernate, for who sends it together with others. For one thread. */
public final class Upsert {
    /** As the mapping has it. */
    public static final String SQL = EntryRow.UPSERT;

    /** Its beginning and its end, for who takes {@link #COLUMNS} from somewhere else. */
    public static final String INTO = "insert into " + EntryRow.TABLE + " (" + EntryRow.COLUMNS + ")";

    public static final String OR_REPLACE = EntryRow.OR_REPLACE;

    public static final String COLUMNS = EntryRow.COLUMNS;

    private Upsert() {}

    /**
     * Sets the parameters.
     *
     * @param before how many other parameters come before
     */
    public static void bind(PreparedStatement statement, int before, EntryRow row) throws SQLException {
        statement.setLong(before + 1, row.accessedAt);
        statement.setLong(before + 2, row.byteSize);
        statement.setLong(before + 3, row.checksum);
        if (row.expiresAt == null) {
            statement.setNull(before + 4, Types.BIGINT);
        } else {
            statement.setLong(before + 4, row.expiresAt);
        }
        statement.setString(before + 5, row.keyCodec);
        statement.setBytes(before + 6, row.keyData);
        statement.setString(before + 7, row.keyText);
        statement.setString(before + 8, row.valueCodec);
        statement.setBytes(before + 9, row.valueData);
        statement.setString(before + 10, row.valueText);
        statement.setLong(before + 11, row.version);
        statement.setLong(before + 12, row.writtenAt);
        statement.setLong(before + 13, row.id);
    }
}
