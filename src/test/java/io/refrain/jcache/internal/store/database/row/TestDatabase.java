package io.refrain.jcache.internal.store.database.row;

import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.database.sqlite.SqliteDialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.h2.Driver;
import org.hibernate.SessionFactory;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.H2Dialect;
import org.sqlite.JDBC;

/** A database in memory with the tables of the entities. For one thread. */
enum TestDatabase {
    SQLITE(new JDBC(), SqliteDialect.class, "jdbc:sqlite::memory:", "blob", EntryRow.UPSERT),
    H2(
            new Driver(),
            H2Dialect.class,
            "jdbc:h2:mem:",
            "varbinary",
            """
            merge into cache_entry (accessed_at, byte_size, checksum, expires_at, key_codec, key_data, key_text,
             value_codec, value_data, value_text, version, written_at, id)
            key (id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");

    static final Failures FAILURES =
            (tried, cause) -> new StoreException("The database " + tried + ": " + cause, cause);

    /** Not by the name of its class or by its URL: which drivers those find depends on which class loader came first. */
    private final java.sql.Driver driver;

    private final Class<? extends Dialect> dialect;
    private final String url;
    private final String bytes;
    private final String upsert;

    TestDatabase(java.sql.Driver driver, Class<? extends Dialect> dialect, String url, String bytes, String upsert) {
        this.driver = driver;
        this.dialect = dialect;
        this.url = url;
        this.bytes = bytes;
        this.upsert = upsert;
    }

    SessionFactory sessions() {
        return StandaloneSessionFactory.create(dialect, mapping -> mapping.getEntityBinding(EntryRow.class.getName())
                .setCustomSQLInsert(upsert, false, null));
    }

    /** Statements on a new one, which ends with them. */
    Statements open(SessionFactory sessions) throws SQLException {
        Connection connection = connect();
        return new HibernateStatements(sessions, connection, FAILURES) {
            @Override
            public void close() {
                try (connection) {
                    super.close();
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    /** A new one. */
    Connection connect() throws SQLException {
        Connection connection = driver.connect(url, new Properties());
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    create table cache_entry (
                      id bigint primary key,
                      key_codec varchar not null,
                      key_text varchar,
                      key_data %1$s,
                      value_codec varchar not null,
                      value_text varchar,
                      value_data %1$s,
                      version bigint not null,
                      written_at bigint not null,
                      accessed_at bigint not null,
                      expires_at bigint,
                      byte_size bigint not null,
                      checksum bigint not null)"""
                            .formatted(bytes));
            statement.execute("create table cache (number integer primary key, name varchar not null unique)");
        }
        return connection;
    }
}
