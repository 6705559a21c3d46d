package io.refrain.jcache.store.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import javax.cache.CacheException;

/** The table of a Refrain file and its version. Immutable. */
final class Schema {
    /** "RfrN": tells a Refrain file from any other SQLite file. */
    private static final int APPLICATION_ID = 0x5266724E;

    private static final int VERSION = 3;

    private static final String BY_ACCESS = "create index cache_entry_by_access on cache_entry (cache, accessed_at)";

    private static final String BY_EXPIRY =
            "create index cache_entry_by_expiry on cache_entry (cache, expires_at) where expires_at is not null";

    /** What each cache has, so that nobody counts; kept by triggers, so that it is right whoever changes a row. */
    private static final String TOTAL =
            """
            create table cache_total (
              cache text primary key,
              entries integer not null,
              bytes integer not null) without rowid""";

    private static final String ADD =
            """
            insert into cache_total (cache, entries, bytes) values (new.cache, 1, new.byte_size)
             on conflict (cache) do update set entries = entries + 1, bytes = bytes + excluded.bytes;""";

    private static final String SUBTRACT =
            "update cache_total set entries = entries - 1, bytes = bytes - old.byte_size where cache = old.cache;";

    private static final List<String> TRIGGERS = List.of(
            "create trigger cache_entry_added after insert on cache_entry begin " + ADD + " end",
            "create trigger cache_entry_gone after delete on cache_entry begin " + SUBTRACT + " end",
            "create trigger cache_entry_resized after update of cache, byte_size on cache_entry"
                    + " when old.byte_size <> new.byte_size or old.cache <> new.cache begin " + SUBTRACT + ADD
                    + " end");

    /** Of this file alone; see {@link Checksum}. */
    private static final String SALT = "create table cache_file (salt integer not null)";

    private static final List<String> CREATE = append(
            List.of(
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
                    TOTAL,
                    SALT,
                    "insert into cache_file values (random())",
                    "pragma application_id = " + APPLICATION_ID,
                    "pragma user_version = " + VERSION),
            TRIGGERS);

    /** What leads from each version to the next; the first from version 1 to 2. Never changed, only added to. */
    private static final List<List<String>> MIGRATIONS = List.of(
            // The bytes of a cache are added up from the index alone.
            List.of(
                    "drop index cache_entry_by_access",
                    "create index cache_entry_by_access on cache_entry (cache, accessed_at, byte_size)"),
            // It is kept instead, so that a value of another length leaves the index alone.
            append(
                    List.of(
                            "drop index cache_entry_by_access",
                            BY_ACCESS,
                            "drop index cache_entry_by_expiry",
                            BY_EXPIRY,
                            TOTAL,
                            "insert into cache_total select cache, count(*), sum(byte_size) from cache_entry group by cache",
                            SALT,
                            // As the checksums of the rows have it.
                            "insert into cache_file values (0)"),
                    TRIGGERS));

    private Schema() {}

    private static List<String> append(List<String> first, List<String> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }

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
            if (isUpToDate(statement)) {
                return;
            }
            statement.execute("begin immediate");
            boolean changed;
            try {
                // Somebody else may have been quicker.
                checkOurs(statement);
                changed = isEmpty(statement);
                if (changed) {
                    for (String sql : CREATE) {
                        statement.execute(sql);
                    }
                } else {
                    changed = migrate(statement);
                }
                statement.execute("commit");
            } catch (SQLException | RuntimeException e) {
                statement.execute("rollback");
                throw e;
            }
            if (changed) {
                // From here on the file itself says whose it is, without its log.
                statement.execute("pragma wal_checkpoint(passive)");
            }
        }
    }

    /** Whether there was anything to do. */
    private static boolean migrate(Statement statement) throws SQLException {
        if (isUpToDate(statement)) {
            return false;
        }
        long version = number(statement, "pragma user_version");
        for (List<String> step : MIGRATIONS.subList((int) version - 1, MIGRATIONS.size())) {
            for (String sql : step) {
                statement.execute(sql);
            }
        }
        statement.execute("pragma user_version = " + VERSION);
        return true;
    }

    private static boolean isUpToDate(Statement statement) throws SQLException {
        return number(statement, "pragma user_version") == VERSION;
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

    /**
     * Checks a file that can only be read.
     *
     * @throws CacheException when it cannot be used as it is
     */
    static void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            checkOurs(statement);
            if (!isUpToDate(statement)) {
                throw new CacheException("it is empty or of an older version, and can only be read: give this user the"
                        + " right to write it once");
            }
        }
    }

    /** What the checksums of the file's rows begin with. */
    static long salt(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return number(statement, "select salt from cache_file");
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
