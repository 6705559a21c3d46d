package io.refrain.jcache.store.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.cache.CacheException;

/** The table of a Refrain file and its version. Immutable. */
final class Schema {
    /** "RfrN": tells a Refrain file from any other SQLite file. */
    private static final int APPLICATION_ID = 0x5266724E;

    private static final int VERSION = 2;

    private static final String BY_ACCESS =
            "create index cache_entry_by_access on cache_entry (cache, accessed_at, byte_size)";

    private static final String BY_EXPIRY =
            "create index cache_entry_by_expiry on cache_entry (cache, expires_at, byte_size) where expires_at is not null";

    private static final List<String> CREATE = List.of(
            """
            create table cache_entry (
              id integer primary key,
              cache text not null,
              key_codec text not null,
              key_text text,
              key_data blob,
              value_codec text not null,
              value_text text,
              value_data blob,
              written_at integer not null,
              accessed_at integer not null,
              expires_at integer,
              byte_size integer not null,
              checksum integer not null)""",
            BY_ACCESS,
            BY_EXPIRY,
            "pragma application_id = " + APPLICATION_ID,
            "pragma user_version = " + VERSION);

    /** What leads from each version to the next; the first from version 1 to 2. Never changed, only added to. */
    private static final List<List<String>> MIGRATIONS = List.of(
            // The bytes of a cache are added up from the index alone.
            List.of("drop index cache_entry_by_access", BY_ACCESS));

    private Schema() {}

    /**
     * Creates the table in an empty file, and brings an older one up to date. A file that is refused is left as it is.
     *
     * @throws CacheException when the file is not ours or of a newer version
     */
    static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            checkOurs(statement);
            // Only takes effect before the first table.
            statement.execute("pragma auto_vacuum = incremental");
            statement.execute("pragma journal_mode = wal");
            statement.execute("begin immediate");
            try {
                // Somebody else may have been quicker.
                checkOurs(statement);
                if (isEmpty(statement)) {
                    for (String sql : CREATE) {
                        statement.execute(sql);
                    }
                } else {
                    migrate(statement);
                }
                statement.execute("commit");
            } catch (SQLException | RuntimeException e) {
                statement.execute("rollback");
                throw e;
            }
        }
    }

    private static void migrate(Statement statement) throws SQLException {
        long version = number(statement, "pragma user_version");
        if (version == VERSION) {
            return;
        }
        for (List<String> step : MIGRATIONS.subList((int) version - 1, MIGRATIONS.size())) {
            for (String sql : step) {
                statement.execute(sql);
            }
        }
        statement.execute("pragma user_version = " + VERSION);
    }

    private static void checkOurs(Statement statement) throws SQLException {
        if (isEmpty(statement)) {
            return;
        }
        if (number(statement, "pragma application_id") != APPLICATION_ID) {
            throw new CacheException("it is a SQLite file of another application; name another file in refrain.uri");
        }
        long version = number(statement, "pragma user_version");
        if (version < 1) {
            throw new CacheException("its schema version " + version + " is none; it is damaged: move it away");
        }
        if (version > VERSION) {
            throw new CacheException("it was written by a newer version of Refrain (schema " + version
                    + ", this one knows " + VERSION + "); use that version, or name another file in refrain.uri");
        }
    }

    private static boolean isEmpty(Statement statement) throws SQLException {
        return number(statement, "pragma application_id") == 0
                && number(statement, "select count(*) from sqlite_schema") == 0;
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }
}
