package io.refrain.jcache.internal.store.database.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.cache.CacheException;

/** The tables of a Refrain file and their version. Immutable. */
final class Schema {
    /** "RfrN": tells a Refrain file from any other SQLite file. */
    private static final int APPLICATION_ID = 0x5266724E;

    private static final int VERSION = 1;

    /** The columns that a look-up does not need come last, since it reads a row up to the last one that it needs. */
    private static final List<String> CREATE = List.of(
            """
            create table cache_entry (
              id integer primary key,
              version integer not null,
              written_at integer not null,
              accessed_at integer not null,
              expires_at integer,
              byte_size integer not null,
              checksum integer not null,
              key_codec text not null,
              key_text text,
              key_data blob,
              value_codec text not null,
              value_text text,
              value_data blob)""",
            "create index cache_entry_by_deadline on cache_entry (expires_at) where expires_at is not null",
            "create table cache (number integer primary key, name text not null unique)",
            // The salt is of this file alone: what the checksums of its rows begin with.
            "create table cache_file (salt integer not null, generation integer not null, logs integer not null)",
            "insert into cache_file values (random(), 0, 0)",
            "pragma application_id = " + APPLICATION_ID,
            "pragma user_version = " + VERSION);

    /** Puts the page with the salt into the log; a number that stayed the same would not. */
    static final String SIGN_LOG = "update cache_file set logs = logs + 1";

    /** Files that were never released have the same number without this. */
    private static final String KNOWN = "select count(*) from sqlite_schema where type = 'table' and name = 'cache'";

    private Schema() {}

    /**
     * Creates the tables in an empty file. A file that is refused is left as it is.
     *
     * @throws CacheException when the file is not ours or of another version
     */
    static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean empty = isEmptyOrOurs(statement);
            // Only takes effect before the first table.
            statement.execute("pragma auto_vacuum = incremental");
            statement.execute("pragma journal_mode = wal");
            if (empty) {
                create(statement);
            }
        }
    }

    private static void create(Statement statement) throws SQLException {
        statement.execute("begin immediate");
        try {
            // Somebody else may have been quicker.
            if (isEmptyOrOurs(statement)) {
                for (String sql : CREATE) {
                    statement.execute(sql);
                }
            }
            statement.execute("commit");
        } catch (SQLException | RuntimeException e) {
            statement.execute("rollback");
            throw e;
        }
        // From here on the file itself says whose it is, without its log.
        statement.execute("pragma wal_checkpoint(passive)");
    }

    /** Whether it is empty; when not, it is ours. */
    private static boolean isEmptyOrOurs(Statement statement) throws SQLException {
        if (isEmpty(statement)) {
            return true;
        }
        if (number(statement, "pragma application_id") != APPLICATION_ID) {
            throw new CacheException("it is a SQLite file of another application; name another file in refrain.uri");
        }
        long version = number(statement, "pragma user_version");
        if (version != VERSION || number(statement, KNOWN) == 0) {
            throw new CacheException("it was written by another version of Refrain (its schema is " + version
                    + ", this one knows " + VERSION
                    + "); use that version, move the file away to begin with an empty one,"
                    + " or name another file in refrain.uri");
        }
        return false;
    }

    /**
     * Checks a file that can only be read.
     *
     * @throws CacheException when it cannot be used as it is
     */
    static void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (isEmptyOrOurs(statement)) {
                throw new CacheException(
                        "it is empty, and can only be read: give this user the right to write it once");
            }
        }
    }

    /** What the checksums of the file's rows begin with. */
    static long salt(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return number(statement, "select salt from cache_file");
        }
    }

    /** Whether a file has tables of somebody, but not ours. */
    static boolean isForeign(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return !isEmpty(statement) && number(statement, "pragma application_id") != APPLICATION_ID;
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
