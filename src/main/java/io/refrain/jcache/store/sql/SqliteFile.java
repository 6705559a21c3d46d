package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.KeyLocks;
import io.refrain.jcache.store.StoreException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.CacheException;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One SQLite file and the connections to it: one that writes, and as many as are read with at a time, within a bound. Safe for use by several
 * threads at once.
 */
final class SqliteFile implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SqliteFile.class.getName());

    private static final int MAX_READERS = 2 * Math.max(4, Runtime.getRuntime().availableProcessors());

    private final Path path;
    private final SessionFactory sessions;
    private final boolean ownsSessions;
    private final SqliteOptions options;
    private final AtomicLong commits = new AtomicLong();
    private final DamagedFile damaged;
    /** Null, as is the writer, where the file can only be read. */
    private final @Nullable FileOwner owner;

    private final Connections connections;
    private final Readers readers;
    private final WriteAheadLog log;
    private final @Nullable Writer writer;

    /** Null where nobody else has the file. */
    private final @Nullable OtherProcesses others;

    private final @Nullable RowSession watch;
    private final long salt;
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
        this.connections = new Connections(this.path, options, damaged);
        connections.createDirectory();
        // Somebody's notes are no damaged cache.
        boolean ours = FileOwner.wasClaimed(this.path) || damaged.looksLikeSqlite();
        this.owner = claim();
        try {
            if (owner == null) {
                this.writer = null;
                this.watch = null;
                this.others = null;
                this.salt = connections.checkReadable();
            } else {
                Connection connection = connections.forWriting(ours && owner.isAlone());
                this.writer = new Writer(
                        new RowSession(this, sessions, connection), options.busyTimeout(), Writer.MOST_AT_ONCE);
                this.salt = connections.salt(connection);
                this.watch = options.sharing() == Sharing.ON ? openReader() : null;
                this.others = watch == null
                        ? null
                        : new OtherProcesses(
                                watch::dataVersion, options.sharingStaleness().toNanos());
                owner.opened();
            }
        } catch (RuntimeException e) {
            if (owner != null) {
                owner.close();
            }
            throw e;
        }
        this.readers = new Readers(MAX_READERS, this::openReader);
        this.log = new WriteAheadLog(readers, background);
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
        log.grown(rows);
    }

    WriteAheadLog log() {
        return log;
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
            return new RowSession(
                    this, sessions, owner == null ? connections.forReadingOnly() : connections.forReading());
        } catch (SQLException e) {
            throw failure("could not be opened for reading", e);
        }
    }

    /** A part of it turned out to be damaged. */
    void noteDamage() {
        damaged.remember();
    }

    /** What went wrong on this file, and what to do. */
    StoreException failure(String what, Throwable cause) {
        return connections.failure(what, cause);
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
