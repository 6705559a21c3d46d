package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.StoreException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.cache.CacheException;
import org.sqlite.SQLiteConfig;

/** Opens connections to one SQLite file, which it creates, and sets aside when it is damaged. Safe for use by several threads at once. */
final class Connections {
    private static final Logger LOG = System.getLogger(Connections.class.getName());

    private final Path path;
    private final SqliteOptions options;
    private final DamagedFile damaged;

    Connections(Path path, SqliteOptions options, DamagedFile damaged) {
        this.path = path;
        this.options = options;
        this.damaged = damaged;
    }

    /**
     * The one that writes; the file is created, and brought up to date.
     *
     * @param maySetAside whether it is ours, and nobody else has it
     */
    Connection forWriting(boolean maySetAside) {
        return maySetAside ? forWriting(options.onDamage()) : forWriting();
    }

    long salt(Connection connection) {
        try {
            return Schema.salt(connection);
        } catch (SQLException e) {
            throw failure("could not be opened", e);
        }
    }

    private Connection forWriting(OnDamage onDamage) {
        if (damaged.isKnown()) {
            if (onDamage == OnDamage.FAIL) {
                throw damaged("was found damaged when it was last used", new IOException("Damaged"));
            }
            setAside(DamagedFile.ALL, new IOException("Damaged"));
        }
        if (new LogOrigin(path).isAnotherFile()) {
            if (onDamage == OnDamage.FAIL) {
                throw damaged("has beside it the log of another file", new IOException("Damaged"));
            }
            setAside(List.of("-wal", "-shm"), new IOException("Damaged"));
        }
        try {
            return forWriting();
        } catch (StoreException e) {
            if (!SqliteErrors.isDamage(e)) {
                throw e;
            }
            if (onDamage == OnDamage.FAIL) {
                throw damaged("is damaged, or no SQLite file (" + SqliteErrors.explain(e) + ")", e);
            }
            setAside(DamagedFile.ALL, e);
            return forWriting();
        }
    }

    private StoreException damaged(String how, Exception cause) {
        return new StoreException(
                "The file " + path + " " + how
                        + ". Move it away, or set refrain.sqlite.on-damage=start-empty, which sets it"
                        + " aside and starts with an empty one",
                cause);
    }

    private void setAside(List<String> parts, Exception cause) {
        try {
            damaged.setAside(parts);
        } catch (IOException e) {
            cause.addSuppressed(e);
            throw damaged("is damaged and cannot be set aside (" + e + ")", cause);
        }
    }

    private Connection forWriting() {
        createFile();
        try {
            Connection connection = forReading();
            try {
                Schema.prepare(connection);
                // Damaged, where it cannot be read.
                Schema.salt(connection);
                bound(connection);
                return connection;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw failure("could not be opened", e);
        } catch (StoreException e) {
            throw e;
        } catch (CacheException e) {
            throw cannotBeUsed(e);
        }
    }

    private CacheException cannotBeUsed(CacheException e) {
        return new CacheException("The file " + path + " cannot be used: " + e.getMessage(), e);
    }

    private void bound(Connection connection) throws SQLException {
        if (options.maxFileBytes() > 0) {
            try (Statement statement = connection.createStatement();
                    ResultSet size = statement.executeQuery("pragma page_size")) {
                long pages = Math.max(1, options.maxFileBytes() / size.getLong(1));
                statement.execute("pragma max_page_count = " + pages);
            }
        }
    }

    /**
     * Looks whether a file that can only be read can be used; gives its salt.
     *
     * @throws CacheException when it cannot
     */
    long checkReadable() {
        try (Connection connection = forReadingOnly()) {
            Schema.check(connection);
            LOG.log(Level.WARNING, "The file {0} can only be read: what is put into its caches is refused", path);
            return Schema.salt(connection);
        } catch (SQLException e) {
            throw failure("could not be opened for reading", e);
        } catch (CacheException e) {
            throw cannotBeUsed(e);
        }
    }

    Connection forReading() throws SQLException {
        return open("");
    }

    /** Of a file that can only be read. */
    Connection forReadingOnly() throws SQLException {
        return open(LogOrigin.readOnly(path));
    }

    private Connection open(String parameters) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) options.busyTimeout().toMillis());
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        // As a URI, percent-encoded, so that SQLite takes no character of the path for a parameter.
        Connection connection =
                config.createConnection("jdbc:sqlite:file:" + path.toUri().getRawPath() + parameters);
        try (Statement statement = connection.createStatement()) {
            // Otherwise every so many writes one waits for the disk; see WriteAheadLog.
            statement.execute("pragma wal_autocheckpoint = 0");
            statement.execute("pragma journal_size_limit = " + WriteAheadLog.LONGEST_BYTES);
        }
        return connection;
    }

    void createDirectory() {
        try {
            Path directory = path.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
        } catch (FileAlreadyExistsException e) {
            throw new StoreException(
                    "The directory of " + path + " cannot be created: " + e.getMessage() + " is in its place", e);
        } catch (IOException e) {
            throw cannotBeCreated(e);
        }
        if (Files.isDirectory(path)) {
            throw new StoreException(
                    "The file " + path + " is a directory; name a file in refrain.uri",
                    new IOException("Is a directory"));
        }
    }

    /** SQLite gives the files beside it the mode of the file itself. */
    private void createFile() {
        try {
            Files.createFile(path, forItsOwner());
        } catch (FileAlreadyExistsException e) {
            // It is there.
        } catch (IOException e) {
            throw cannotBeCreated(e);
        }
    }

    /** The mode of a file that nobody else may read, where there are modes. */
    static FileAttribute<?>[] forItsOwner() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private StoreException cannotBeCreated(IOException cause) {
        return new StoreException(
                "The file " + path + " cannot be created: " + cause
                        + ". Make its directory writable, or name another file in refrain.uri",
                cause);
    }

    /** What went wrong on this file, and what to do. */
    StoreException failure(String what, Throwable cause) {
        return cause instanceof StoreException told
                ? told
                : new StoreException("The file " + path + " " + what + ": " + SqliteErrors.explain(cause), cause);
    }
}
