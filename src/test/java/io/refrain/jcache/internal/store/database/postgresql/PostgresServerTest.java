package io.refrain.jcache.internal.store.database.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.store.database.postgresql.PostgresServer.Shutdown;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NeedsPostgres
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PostgresServerTest {
    private static final String CANNOT_CONNECT = "08001";
    private static final String READ_ONLY = "25006";
    private static final String DISK_FULL = "53100";
    private static final String REFUSED = "28000";
    private static final String WRONG_PASSWORD = "28P01";

    @Test
    void shared_twice_isOneServerThatRuns() {
        assertEquals(PostgresServer.shared(), PostgresServer.shared());
        assertTrue(PostgresServer.shared().isRunning());
    }

    @Test
    void createDatabase_twice_givesTwoEmptyOnes() {
        try (PostgresDatabase one = PostgresServer.shared().createDatabase();
                PostgresDatabase other = PostgresServer.shared().createDatabase()) {
            assertNotEquals(one.name(), other.name());
            one.sql("create table t (n integer)");
            assertEquals("", other.sql("select tablename from pg_tables where tablename = 't'"));
            assertEquals("off", one.sql("select current_setting('is_superuser')"));
        }
    }

    @Test
    void connect_withAWrongPassword_isRefused() {
        PostgresServer server = PostgresServer.shared();
        assertState(WRONG_PASSWORD, () -> DriverManager.getConnection(server.jdbcUrl(), server.user(), "x")
                .close());
    }

    @Test
    void cutConnections_endsThem() throws Exception {
        try (PostgresDatabase database = PostgresServer.shared().createDatabase();
                Connection connection = database.connect()) {
            database.cutConnections();
            assertThrows(SQLException.class, () -> value(connection, "select 1"));
        }
    }

    @Test
    void start_withoutSettings_syncsAsPostgresDoesByDefault() throws Exception {
        try (PostgresServer server = PostgresServer.with("max_connections=7");
                Connection connection = server.connect()) {
            assertEquals("on", value(connection, "show fsync"));
            assertEquals("on", value(connection, "show synchronous_commit"));
            assertEquals("7", value(connection, "show max_connections"));
        }
    }

    @Test
    void start_afterAStop_hasWhatWasCommittedOnTheSamePort() throws Exception {
        try (PostgresServer server = PostgresServer.with()) {
            try (Connection connection = server.connect()) {
                execute(connection, "create table t as select 1 as n");
            }
            int port = server.port();
            server.restart();
            try (Connection connection = server.connect()) {
                assertEquals("1", value(connection, "select n from t"));
                execute(connection, "insert into t values (2)");
            }
            server.stop(Shutdown.IMMEDIATE);
            assertFalse(server.isRunning());
            assertState(CANNOT_CONNECT, () -> server.connect().close());
            server.start();
            assertEquals(port, server.port());
            try (Connection connection = server.connect()) {
                assertEquals("3", value(connection, "select sum(n) from t"));
            }
        }
    }

    @Test
    void pause_untilResumed_answersNobody() throws Exception {
        try (PostgresServer server = PostgresServer.with("fsync=off");
                Connection connected = server.connect()) {
            connected.setNetworkTimeout(Runnable::run, 300);
            server.pause();
            assertThrows(SQLException.class, () -> value(connected, "select 1"));
            assertThrows(SQLException.class, () -> DriverManager.getConnection(
                            server.jdbcUrl() + "?loginTimeout=1&connectTimeout=1&socketTimeout=1",
                            server.user(),
                            server.password())
                    .close());
            server.resume();
            try (Connection connection = server.connect()) {
                assertEquals("1", value(connection, "select 1"));
            }
        }
    }

    @Test
    void close_whilePaused_endsIt() {
        PostgresServer server = PostgresServer.with("fsync=off");
        server.pause();
        server.close();
        assertFalse(server.isRunning());
    }

    @Test
    void standby_untilPromoted_readsOnly() throws Exception {
        try (PostgresServer server = PostgresServer.with("fsync=off")) {
            try (Connection connection = server.connect()) {
                execute(connection, "create table t as select 1 as n");
            }
            try (PostgresServer standby = server.standby("fsync=off")) {
                try (Connection connection = standby.connect()) {
                    assertEquals("1", value(connection, "select n from t"));
                    assertState(READ_ONLY, () -> execute(connection, "insert into t values (2)"));
                }
                try (Connection connection = server.connect()) {
                    execute(connection, "insert into t values (3)");
                }
                // It waits until the standby has what it has.
                server.stop(Shutdown.FAST);
                standby.promote();
                try (Connection connection = standby.connect()) {
                    execute(connection, "insert into t values (5)");
                    assertEquals("9", value(connection, "select sum(n) from t"));
                }
            }
        }
    }

    @Test
    void fillDisk_untilFreed_refusesToGrow() throws Exception {
        try (PostgresServer server = PostgresServer.withSmallDisk(96);
                Connection connection = server.connect()) {
            execute(connection, "create table t (s text)");
            server.fillDisk();
            assertState(
                    DISK_FULL,
                    () -> execute(connection, "insert into t select repeat('x', 100) from generate_series(1, 10000)"));
            server.freeDisk();
            execute(connection, "insert into t select repeat('x', 100) from generate_series(1, 10000)");
            assertEquals("10000", value(connection, "select count(*) from t"));
        }
    }

    @Test
    void withTls_takesWhoTrustsItAndNothingPlain() throws Exception {
        try (PostgresServer server = PostgresServer.withTls()) {
            String trusting = server.jdbcUrl() + "?sslmode=verify-full&sslrootcert=" + server.certificate();
            try (Connection connection = DriverManager.getConnection(trusting, server.user(), server.password())) {
                assertEquals("t", value(connection, "select ssl from pg_stat_ssl where pid = pg_backend_pid()"));
            }
            assertState(REFUSED, () -> DriverManager.getConnection(
                            server.jdbcUrl() + "?sslmode=disable", server.user(), server.password())
                    .close());
        }
    }

    @Test
    void process_killed_leavesNoServerAndNoData() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PostgresServerTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Path directory = Path.of(said.readLine());
            ProcessHandle postmaster =
                    ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            assertTrue(postmaster.isAlive());
            process.destroyForcibly();
            while (postmaster.isAlive() || Files.exists(directory)) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** The process that is killed, while its server is paused. */
    public static void main(String[] args) throws Exception {
        PostgresServer server = PostgresServer.with();
        Path directory = server.directory();
        System.out.println(directory);
        System.out.println(Files.readAllLines(directory.resolve("disk/data/postmaster.pid"))
                .get(0));
        server.pause();
        TimeUnit.DAYS.sleep(1);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertTrue(result.next());
            return result.getString(1);
        }
    }

    private interface Action {
        void run() throws SQLException;
    }

    private static void assertState(String state, Action action) {
        SQLException e = assertThrows(SQLException.class, action::run);
        assertEquals(state, e.getSQLState(), e::toString);
    }
}
