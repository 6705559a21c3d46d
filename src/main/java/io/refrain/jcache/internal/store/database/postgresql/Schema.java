package io.refrain.jcache.internal.store.database.postgresql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The tables of Refrain in a schema of a PostgreSQL database, and their version. Immutable.
 *
 * <p>Each change of a row that another process may have a copy of is noted in {@code cache_change} by a trigger, with the transaction: from there it is read by whoever has copies. That a row
 * is new concerns nobody. The notes need not survive a crash of the server, after which every copy is forgotten. Nor need the leases: who had one then is not waited for.
 *
 * @param salt the database's own: what the checksums of its rows begin with
 */
record Schema(long salt) {
    private static final int VERSION = 1;

    /** The first version of the server that has what is used here. */
    private static final int OLDEST_SERVER = 130_000;

    /** Only one creates the tables. */
    private static final String HOLD = "select pg_advisory_xact_lock(" + AdvisoryLocks.SCHEMA + ", 0)";

    private static final List<String> CREATE = List.of(
            """
            create table cache_entry (
              id bigint primary key,
              version bigint not null,
              written_at bigint not null,
              accessed_at bigint not null,
              expires_at bigint,
              byte_size bigint not null,
              checksum bigint not null,
              key_codec text not null,
              key_text text,
              key_data bytea,
              value_codec text not null,
              value_text text,
              value_data bytea)""",
            "create index cache_entry_by_deadline on cache_entry (expires_at) where expires_at is not null",
            "create table cache (number integer primary key, name text not null unique)",
            "create sequence cache_generation",
            "create table cache_database (version integer not null, salt bigint not null)",
            """
            create unlogged table cache_change (
              xact xid8 not null default pg_current_xact_id(),
              id bigint not null,
              origin bigint not null)""",
            "create unlogged table cache_lease (id bigint primary key, holder bigint not null, expires_at timestamptz not null)",
            "create index cache_change_by_xact on cache_change (xact)",
            """
            create function cache_entry_changed() returns trigger language plpgsql set search_path from current as $$
            begin
              if coalesce(current_setting('refrain_cache.quiet', true), '') = '' then
                insert into cache_change (id, origin)
                  values (old.id, coalesce(nullif(current_setting('refrain_cache.origin', true), ''), '0')::bigint);
              end if;
              return null;
            end $$""",
            "create trigger cache_entry_changed after update or delete on cache_entry"
                    + " for each row execute function cache_entry_changed()",
            "insert into cache_database values (" + VERSION
                    + ", ('x' || substr(md5(gen_random_uuid()::text), 1, 16))::bit(64)::bigint)");

    /**
     * Reads what a connection leads to, and creates the tables where there are none.
     *
     * @throws CacheException when what is there is not ours or of another version
     */
    static Schema of(Connection connection) throws SQLException {
        Schema there = find(connection);
        if (there != null) {
            return there;
        }
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(HOLD);
            // Somebody else may have been quicker.
            if (find(connection) == null) {
                createSchema(statement);
                for (String sql : CREATE) {
                    statement.execute(sql);
                }
            }
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
        Schema created = find(connection);
        if (created == null) {
            throw new SQLException("The tables were created and are not there", "42P01");
        }
        return created;
    }

    /** Where the search path names none that exists, the first one of it. */
    private static void createSchema(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select current_schema()")) {
            if (row.next() && row.getString(1) != null) {
                return;
            }
        }
        String name;
        try (ResultSet row = statement.executeQuery(
                "select quote_ident(trim(both '\"' from trim(split_part(current_setting('search_path'), ',', 1))))")) {
            name = row.next() ? row.getString(1) : "";
        }
        statement.execute("create schema if not exists " + name);
    }

    /** Reads from a table in the first place: only then a connection that has waited for who created ours learns of them. */
    private static @Nullable Schema find(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row =
                    statement.executeQuery("select current_setting('server_version_num')::int, current_setting("
                            + "'server_version'), to_regclass('cache_database')::text, to_regclass('cache_entry')::text"
                            + " from (select from pg_class limit 1) any_table")) {
                row.next();
                if (row.getInt(1) < OLDEST_SERVER) {
                    throw new CacheException(
                            "it is PostgreSQL " + row.getString(2) + ", which is too old: 13 is needed");
                }
                if (row.getString(3) == null) {
                    if (row.getString(4) != null) {
                        throw new CacheException("there is a table cache_entry of another application; name another"
                                + " schema by currentSchema in refrain.uri");
                    }
                    return null;
                }
            }
            try (ResultSet row = statement.executeQuery("select version, salt from cache_database")) {
                if (!row.next() || row.getInt(1) != VERSION) {
                    throw new CacheException("its tables were written by another version of Refrain (this one knows the"
                            + " schema " + VERSION + "); use that version, or name another schema by currentSchema in"
                            + " refrain.uri");
                }
                return new Schema(row.getLong(2));
            }
        }
    }
}
