package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheException;
import org.hibernate.SessionFactory;
import org.sqlite.SQLiteConfig;

/**
 * One SQLite file and the connections to it: one that writes, and as many as are read with at a time, within a bound. Safe for use by several
 * threads at once.
 */
final class SqliteFile implements AutoCloseable {
    private static final int MAX_READERS = 2 * Math.max(4, Runtime.getRuntime().availableProcessors());

    private final Path path;
    private final SessionFactory sessions;
    private final boolean ownsSessions;
    private final Duration busyTimeout;
    private final Readers readers;
    private final Writer writer;
    private final ThreadPoolExecutor background =
            new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), SqliteFile::thread);

    /**
     * Opens a file, or creates it readable by its owner only, with its directory.
     *
     * @param sessions knows {@link EntryRow}
     * @param ownsSessions whether the session factory is closed with the file
     * @param busyTimeout how long a statement waits for another process
     * @throws StoreException when it cannot be opened
     * @throws CacheException when it is not ours or of a newer version
     */
    SqliteFile(Path path, SessionFactory sessions, boolean ownsSessions, Duration busyTimeout) {
        this.path = path.toAbsolutePath().normalize();
        this.sessions = sessions;
        this.ownsSessions = ownsSessions;
        this.busyTimeout = busyTimeout;
        this.background.allowCoreThreadTimeOut(true);
        createFile();
        try {
            Connection connection = connect();
            try {
                Schema.prepare(connection);
                this.writer = new Writer(new RowSession(this, sessions, connection), Writer.MOST_AT_ONCE);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw failure("could not be opened", e);
        } catch (CacheException e) {
            throw new CacheException("The file " + this.path + " cannot be used: " + e.getMessage(), e);
        }
        this.readers = new Readers(MAX_READERS, this::openReader);
    }

    Path path() {
        return path;
    }

    /** By which every way to the same file knows it. */
    Path realPath() {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new StoreException("The file " + path + " cannot be found again: " + e, e);
        }
    }

    Readers readers() {
        return readers;
    }

    Writer writer() {
        return writer;
    }

    /** Runs what no caller should wait for, one after the other. */
    void inBackground(Runnable task) {
        background.execute(task);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "refrain file");
        thread.setDaemon(true);
        return thread;
    }

    private RowSession openReader() {
        try {
            return new RowSession(this, sessions, connect());
        } catch (SQLException e) {
            throw failure("could not be opened for reading", e);
        }
    }

    private Connection connect() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) busyTimeout.toMillis());
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        // As a URI, percent-encoded, so that SQLite takes no character of the path for a parameter.
        return config.createConnection("jdbc:sqlite:file:" + path.toUri().getRawPath());
    }

    /** SQLite gives the files beside it the mode of the file itself. */
    private void createFile() {
        try {
            Path directory = path.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            if (Files.isDirectory(path)) {
                throw new StoreException(
                        "The file " + path + " is a directory; name a file in refrain.uri",
                        new IOException("Is a directory"));
            }
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(path)) {
                throw new StoreException(
                        "The directory of " + path + " cannot be created: " + e.getMessage() + " is in its place", e);
            }
        } catch (IOException e) {
            throw new StoreException(
                    "The file " + path + " cannot be created: " + e
                            + ". Make its directory writable, or name another file in" + " refrain.uri",
                    e);
        }
    }

    /** What went wrong on this file, and what to do. */
    StoreException failure(String what, Throwable cause) {
        return cause instanceof StoreException told
                ? told
                : new StoreException("The file " + path + " " + what + ": " + SqliteErrors.explain(cause), cause);
    }

    @Override
    public void close() {
        background.shutdown();
        writer.close();
        readers.close();
        if (ownsSessions) {
            sessions.close();
        }
    }
}
