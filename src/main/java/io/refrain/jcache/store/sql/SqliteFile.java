package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.KeyLocks;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.CacheException;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One SQLite file and the connections to it: one that writes, and as many as are read with at a time, within a bound. Safe for use by several
 * threads at once.
 */
final class SqliteFile implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SqliteFile.class.getName());

    /** How often the log is written back to the file. */
    private static final int ROWS_PER_WRITING_BACK = 1_024;

    private static final long LONGEST_LOG_PAGES = 16_384;

    private static final long PAGE_BYTES = 4_096;

    private static final int MAX_READERS = 2 * Math.max(4, Runtime.getRuntime().availableProcessors());

    private final Path path;
    private final SessionFactory sessions;
    private final boolean ownsSessions;
    private final SqliteOptions options;
    private volatile boolean logIsTooLong;
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong rowsInLog = new AtomicLong();
    private final AtomicBoolean writingBack = new AtomicBoolean();
    private final DamagedFile damaged;
    /** Null, as is the writer, where the file can only be read. */
    private final @Nullable FileOwner owner;

    private final Readers readers;
    private final @Nullable Writer writer;

    /** Null where nobody else has the file. */
    private final @Nullable OtherProcesses others;

    private final @Nullable RowSession watch;
    private long salt;
    private final ScheduledThreadPoolExecutor background = new ScheduledThreadPoolExecutor(1, SqliteFile::thread);

    /**
     * Opens a file, or creates it readable by its owner only, with its directory.
     *
     * @param sessions knows {@link EntryRow}
     * @param ownsSessions whether the session factory is closed with the file
     * @throws StoreException when it cannot be opened
     * @throws CacheException when another process has it, or it is not ours or of a newer version
     */
    SqliteFile(Path path, SessionFactory sessions, boolean ownsSessions, SqliteOptions options, InstantSource clock) {
        this.path = path.toAbsolutePath().normalize();
        this.sessions = sessions;
        this.ownsSessions = ownsSessions;
        this.options = options;
        this.damaged = new DamagedFile(this.path, clock);
        background.setKeepAliveTime(10, TimeUnit.SECONDS);
        background.allowCoreThreadTimeOut(true);
        background.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        createDirectory();
        // Somebody's notes are no damaged cache.
        boolean ours = FileOwner.wasClaimed(this.path) || damaged.looksLikeSqlite();
        this.owner = claim();
        try {
            RowSession session =
                    owner == null ? null : ours && owner.isAlone() ? openWriter(options.onDamage()) : openWriter();
            this.writer = session == null ? null : new Writer(session, options.busyTimeout(), Writer.MOST_AT_ONCE);
            this.watch = owner != null && options.sharing() == Sharing.ON ? openReader() : null;
            this.others = watch == null
                    ? null
                    : new OtherProcesses(
                            watch::dataVersion, options.sharingStaleness().toNanos());
            if (owner == null) {
                checkReadable();
            } else {
                owner.opened();
            }
        } catch (RuntimeException e) {
            if (owner != null) {
                owner.close();
            }
            throw e;
        }
        this.readers = new Readers(MAX_READERS, this::openReader);
    }

    /** Null where the file is there, but this process may not write to it, or beside it. */
    private @Nullable FileOwner claim() {
        boolean there = Files.isReadable(path);
        if (there && !Files.isWritable(path)) {
            return null;
        }
        try {
            return FileOwner.claim(path, options.sharing(), options.busyTimeout());
        } catch (StoreException e) {
            if (!there) {
                throw e;
            }
            LOG.log(Level.DEBUG, "The file cannot be claimed", e);
            return null;
        }
    }

    private void checkReadable() {
        try (Connection connection = connect()) {
            Schema.check(connection);
            salt = Schema.salt(connection);
        } catch (SQLException e) {
            throw failure("could not be opened for reading", e);
        } catch (CacheException e) {
            throw cannotBeUsed(e);
        }
        LOG.log(Level.WARNING, "The file {0} can only be read: what is put into its caches is refused", path);
    }

    private RowSession openWriter(OnDamage onDamage) {
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
            return openWriter();
        } catch (StoreException e) {
            if (!SqliteErrors.isDamage(e)) {
                throw e;
            }
            if (onDamage == OnDamage.FAIL) {
                throw damaged("is damaged, or no SQLite file (" + SqliteErrors.explain(e) + ")", e);
            }
            setAside(DamagedFile.ALL, e);
            return openWriter();
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

    private RowSession openWriter() {
        createFile();
        try {
            Connection connection = connect();
            try {
                Schema.prepare(connection);
                salt = Schema.salt(connection);
                bound(connection);
                return new RowSession(this, sessions, connection);
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

    /** What the checksums of its rows begin with. */
    long salt() {
        return salt;
    }

    /** Whether other processes may change it. */
    boolean isShared() {
        return others != null;
    }

    /** A number that has grown when another process has changed something; see {@link SqliteOptions#sharingStaleness}. */
    long changesByOthers() {
        return others == null ? 0 : others.changes();
    }

    /** Changes something, of which the other processes learn. By the thread that writes. */
    void change(Runnable change) {
        if (others == null) {
            change.run();
        } else {
            others.change(change);
        }
    }

    /**
     * Runs what writes, while no other process that shares the file does: SQLite itself would let them try again and again, and one of them lose.
     *
     * @throws StoreException when another has been writing for longer than that
     */
    void writing(Duration longest, Runnable action) {
        if (owner == null || others == null) {
            action.run();
            return;
        }
        SharedLock lock = owner.writer();
        if (!lock.tryLock(longest.toNanos(), TimeUnit.NANOSECONDS)) {
            throw failure(
                    "could not be written",
                    new SQLiteException("Another process has been writing for long", SQLiteErrorCode.SQLITE_BUSY));
        }
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Locks for the keys of one cache; of all processes that share the file. */
    KeyLocks keyLocks(String cache) {
        return owner == null || others == null ? new KeyLocks() : owner.keyLocks(cache);
    }

    Readers readers() {
        return readers;
    }

    boolean isWritable() {
        return writer != null;
    }

    /** @throws StoreException when the file can only be read */
    Writer writer() {
        if (writer == null) {
            throw failure(
                    "could not be written",
                    new SQLiteException("It was opened for reading only", SQLiteErrorCode.SQLITE_READONLY));
        }
        return writer;
    }

    /** How many transactions were committed; every one that a caller knows of is among them. */
    long commits() {
        return commits.get();
    }

    /** A transaction was committed that changed so many rows. */
    void committed(int rows) {
        commits.incrementAndGet();
        if (rowsInLog.addAndGet(rows + 1) >= ROWS_PER_WRITING_BACK && writingBack.compareAndSet(false, true)) {
            rowsInLog.set(0);
            inBackground(this::writeBack, Duration.ZERO);
        }
    }

    /** In the background, since it waits for the disk. */
    private void writeBack() {
        writingBack.set(false);
        try {
            readers.leaveSnapshots();
            logIsTooLong = readers.read(RowSession::writeBack) > LONGEST_LOG_PAGES;
        } catch (CacheException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "The log could not be written back", e);
        }
    }

    /** Whether the log has grown so long that a write must wait until it is written back; true once. */
    boolean isLogTooLong() {
        boolean tooLong = logIsTooLong;
        if (tooLong) {
            logIsTooLong = false;
        }
        return tooLong;
    }

    /** What is in the log makes room there for more. */
    void restartLog() {
        readers.leaveSnapshots();
        readers.read(RowSession::restartLog);
    }

    SqliteOptions options() {
        return options;
    }

    /** Runs what no caller should wait for, one after the other. */
    void inBackground(Runnable task) {
        background.execute(task);
    }

    /** The same after some time; never when the file is closed before. */
    void inBackground(Runnable task, Duration delay) {
        try {
            background.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Closing writes what there is.
        }
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
        config.setBusyTimeout((int) options.busyTimeout().toMillis());
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        // As a URI, percent-encoded, so that SQLite takes no character of the path for a parameter.
        Connection connection = config.createConnection(
                "jdbc:sqlite:file:" + path.toUri().getRawPath() + (owner == null ? LogOrigin.readOnly(path) : ""));
        try (Statement statement = connection.createStatement()) {
            // Otherwise every so many writes one waits for the disk; see writeBack.
            statement.execute("pragma wal_autocheckpoint = 0");
            statement.execute("pragma journal_size_limit = " + LONGEST_LOG_PAGES * PAGE_BYTES);
        }
        return connection;
    }

    private void createDirectory() {
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

    /** A part of it turned out to be damaged. */
    void noteDamage() {
        damaged.remember();
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
        if (writer != null) {
            writer.close();
        }
        readers.close();
        if (watch != null) {
            watch.close();
        }
        if (owner != null) {
            owner.close();
        }
        if (ownsSessions) {
            sessions.close();
        }
    }
}
