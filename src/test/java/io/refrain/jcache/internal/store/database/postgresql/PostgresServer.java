package io.refrain.jcache.internal.store.database.postgresql;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server on a port of its own of the loopback address, which a test starts, stops, stops for a moment, and makes run out of things.
 * It goes with the process that started it, and with all its data. A test that has it is {@link NeedsPostgres}. Only {@link #createDatabase} and
 * {@link #connect} are safe for threads.
 */
public final class PostgresServer implements AutoCloseable {
    private static final int PORTS_TRIED = 3;

    private final PostgresPrograms programs;
    private final Path directory;
    private final String password;
    private final List<String> settings;
    private final boolean ownDisk;
    private int port;
    private @Nullable Postmaster running;
    private boolean closed;

    private PostgresServer(
            PostgresPrograms programs, Path directory, String password, List<String> settings, boolean ownDisk) {
        this.programs = programs;
        this.directory = directory;
        this.password = password;
        this.settings = settings;
        this.ownDisk = ownDisk;
    }

    /** The server that all tests of this process share: nobody stops it, and each takes a database of its own. It syncs nothing. */
    public static PostgresServer shared() {
        return Shared.SERVER;
    }

    /** @param settings each as {@code name=value}, as in {@code postgresql.conf}; whatever is not named is PostgreSQL's default */
    public static PostgresServer with(String... settings) {
        return with(0, false, List.of(settings));
    }

    /** With all its files on a disk of so many megabytes, at least 64, that {@link #fillDisk} fills. Skips the test unless it may mount that. */
    public static PostgresServer withSmallDisk(int megabytes, String... settings) {
        return with(megabytes, false, List.of(settings));
    }

    /** One that takes TLS alone; whoever wants to know that it is this one trusts its {@link #certificate}. */
    public static PostgresServer withTls(String... settings) {
        return with(0, true, List.of(settings));
    }

    private static PostgresServer with(int megabytes, boolean tls, List<String> settings) {
        PostgresPrograms programs = PostgresPrograms.required();
        try {
            PostgresTemplate template = PostgresTemplate.of(programs);
            PostgresServer server = new PostgresServer(
                    programs,
                    PostgresPrograms.newDirectory(),
                    template.password(),
                    new ArrayList<>(settings),
                    megabytes > 0);
            try {
                Path disk = Files.createDirectory(server.disk());
                if (megabytes > 0) {
                    mount(disk, megabytes);
                }
                PostgresPrograms.give(disk);
                template.copyTo(server.data());
                if (tls) {
                    server.settings.addAll(PostgresCertificate.settings(server.directory));
                }
                server.startOnFreePort();
            } catch (Throwable e) {
                server.close();
                throw e;
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of the database that is there from the start, for a cache manager. */
    public String uri() {
        return uri(PostgresTemplate.DATABASE);
    }

    public String jdbcUrl() {
        return jdbcUrl(PostgresTemplate.DATABASE);
    }

    /** The certificate of a server with TLS, as a file in PEM. */
    public Path certificate() {
        return PostgresCertificate.file(directory);
    }

    public int port() {
        return port;
    }

    /** An ordinary user, who owns the databases. */
    public String user() {
        return PostgresTemplate.USER;
    }

    public String password() {
        return password;
    }

    /** A connection to the database that is there from the start. */
    public Connection connect() throws SQLException {
        return connect(PostgresTemplate.DATABASE, user());
    }

    /** The same as the superuser, who may end others' connections and change settings. */
    public Connection connectAsSuperuser() throws SQLException {
        return connect(PostgresTemplate.DATABASE, PostgresTemplate.SUPERUSER);
    }

    /** An empty database that belongs to {@link #user}. */
    public PostgresDatabase createDatabase() {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        execute("create database " + name + " owner " + user());
        return new PostgresDatabase(this, name);
    }

    String uri(String database) {
        return "refrain:postgresql://127.0.0.1:" + port + "/" + database;
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    Connection connect(String database, String user) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), user, password);
    }

    /** Runs a statement as the superuser. */
    void execute(String sql) {
        try (Connection connection = connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** How a server is stopped. */
    public enum Shutdown {
        /** Connections are cut and transactions rolled back; what is written, is written. */
        FAST("INT"),
        /** As by a loss of power: the next start recovers. */
        IMMEDIATE("QUIT");

        private final String signal;

        Shutdown(String signal) {
            this.signal = signal;
        }
    }

    public void stop(Shutdown shutdown) {
        try {
            if (running != null) {
                running.stop(shutdown.signal);
                running = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it after a stop, with the same data on the same port. */
    public void start() {
        if (closed || running != null && running.isRunning()) {
            throw new IllegalStateException(closed ? "The server is closed" : "The server runs");
        }
        try {
            running = Postmaster.start(directory, command());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void restart() {
        stop(Shutdown.FAST);
        start();
    }

    /** Whether the server's process is there, paused or not. */
    public boolean isRunning() {
        return running != null && running.isRunning();
    }

    /** Its processes stand still: connections are accepted by the system, and nothing is answered. */
    public void pause() {
        try {
            running().pause();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void resume() {
        try {
            running().resume();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A replica that follows this server and reads only, until it is {@linkplain #promote promoted}. */
    public PostgresServer standby(String... settings) {
        try {
            PostgresServer standby =
                    new PostgresServer(programs, PostgresPrograms.newDirectory(), password, List.of(settings), false);
            try {
                PostgresPrograms.give(Files.createDirectory(standby.disk()));
                programs.run(
                        standby.directory,
                        "",
                        "pg_basebackup",
                        "--pgdata=" + standby.data(),
                        "--host=" + directory,
                        "--port=" + port,
                        "--username=" + PostgresTemplate.SUPERUSER,
                        "--checkpoint=fast",
                        "--write-recovery-conf",
                        "--no-sync");
                standby.startOnFreePort();
            } catch (Throwable e) {
                standby.close();
                throw e;
            }
            return standby;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a server that can be written to of a standby. */
    public void promote() {
        execute("select pg_promote()");
    }

    /** Takes the last byte of a small disk. */
    public void fillDisk() {
        if (!ownDisk) {
            throw new IllegalStateException("The server is not on a small disk");
        }
        byte[] block = new byte[8192];
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            while (true) {
                ballast.write(block);
            }
        } catch (IOException e) {
            // It is full.
        }
    }

    /** Gives back what {@link #fillDisk} has taken. */
    public void freeDisk() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the server has logged so far. */
    public String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it if it runs, and deletes its data. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            stop(Shutdown.IMMEDIATE);
            try {
                if (ownDisk) {
                    PostgresPrograms.run(Path.of("/"), "", List.of("umount", disk().toString()));
                }
                PostgresTemplate.delete(directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Postmaster running() {
        if (running == null) {
            throw new IllegalStateException("The server does not run");
        }
        return running;
    }

    /** A port that was free a moment ago may be taken by now. */
    private void startOnFreePort() throws IOException {
        for (int tries = 1; ; tries++) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
            try {
                running = Postmaster.start(directory, command());
                return;
            } catch (IOException e) {
                if (tries == PORTS_TRIED || !log().contains("Address already in use")) {
                    throw e;
                }
            }
        }
    }

    private List<String> command() {
        List<String> arguments = new ArrayList<>();
        arguments.add("-D");
        arguments.add(data().toString());
        arguments.add("-c");
        arguments.add("listen_addresses=127.0.0.1");
        arguments.add("-c");
        arguments.add("port=" + port);
        arguments.add("-c");
        arguments.add("unix_socket_directories=" + directory);
        for (String setting : settings) {
            arguments.add("-c");
            arguments.add(setting);
        }
        return programs.command("postgres", arguments.toArray(String[]::new));
    }

    private static void mount(Path disk, int megabytes) throws IOException {
        if (!PostgresPrograms.isRoot()) {
            abort("A disk of its own needs root");
        }
        try {
            PostgresPrograms.run(
                    Path.of("/"),
                    "",
                    List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", disk.toString()));
        } catch (IOException e) {
            abort("A disk of its own cannot be mounted: " + e.getMessage());
        }
    }

    /** Where all is that it has. */
    Path directory() {
        return directory;
    }

    private Path disk() {
        return directory.resolve("disk");
    }

    private Path data() {
        return disk().resolve("data");
    }

    private Path ballast() {
        return disk().resolve("ballast");
    }

    private static final class Shared {
        static final PostgresServer SERVER = with("fsync=off", "synchronous_commit=off", "full_page_writes=off");
    }
}
