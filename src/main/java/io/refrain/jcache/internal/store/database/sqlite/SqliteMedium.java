package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.config.Sharing;
import io.refrain.jcache.internal.config.SqliteSettings;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.database.Medium;
import io.refrain.jcache.internal.store.database.Undisturbed;
import io.refrain.jcache.internal.store.database.row.Failures;
import io.refrain.jcache.internal.store.database.row.Session;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.CacheException;
import org.hibernate.SessionFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A SQLite file. This process alone has it, or those that say {@code refrain.sqlite.sharing=on}; in a process one copy of the library has it. Safe for use by several
 * threads at once; none of them loses anything when it is interrupted.
 */
public final class SqliteMedium implements Medium {
    private static final Logger LOG = System.getLogger(SqliteMedium.class.getName());

    private final Path path;
    private final SqliteSettings settings;
    private final SessionFactory factory;
    private final boolean ownsFactory;
    private final InstantSource clock;
    private final SqliteErrors errors;
    private final Ownership ownership;
    private final boolean writable;
    private final DamagedFile damaged;
    private final Connections connections;
    private final OpenedFile file;
    private final long pageBytes;
    private final AtomicLong commits = new AtomicLong();
    private final Set<SqliteSession> sessions = ConcurrentHashMap.newKeySet();
    private final WriteAheadLog log;
    private final FreePages freePages = new FreePages();

    /** Whether another has the right to the file now. */
    private volatile boolean handedOver;

    private SqliteMedium(
            Path path,
            SqliteSettings settings,
            SessionFactory factory,
            boolean ownsFactory,
            InstantSource clock,
            Ownership ownership) {
        this.path = path;
        this.settings = settings;
        this.factory = factory;
        this.ownsFactory = ownsFactory;
        this.clock = clock;
        this.errors = new SqliteErrors("The file " + path);
        this.ownership = ownership;
        this.writable = ownership.isWritable();
        this.damaged = new DamagedFile(path, clock);
        this.connections = new Connections(path, settings);
        // Somebody's notes are no damaged cache.
        boolean ours = ownership.isKnown() || damaged.looksLikeSqlite();
        this.file = writable
                ? OpenedFile.forWriting(path, connections, damaged, settings, ours && ownership.isAlone())
                : OpenedFile.forReading(path, connections);
        try {
            this.pageBytes = Connections.pageBytes(file.connection());
            ownership.opened();
        } catch (SQLException | RuntimeException e) {
            Connections.closeAfter(e, file.connection());
            throw errors.translate("could not be opened", e);
        }
        this.log = new WriteAheadLog(
                new PreparedStatements(file.connection(), errors), settings, pageBytes, this::restReaders);
    }

    /**
     * The one name of a file that has many, also before it exists: two paths lead to the same file exactly if this is equal.
     *
     * @throws StoreException when nobody can tell
     */
    public static Path realPath(Path file) {
        return RealPath.of(file);
    }

    /**
     * Opens a file, or creates it readable by its owner only, with its directory. A file that exists and may not be written is opened for reading.
     *
     * @param factory knows {@link io.refrain.jcache.internal.store.database.row.EntryRow} and its like
     * @param ownsFactory whether that is closed with this
     * @param clock for the names of what is set aside
     * @throws StoreException when it cannot be opened
     * @throws CacheException when somebody else has it, or it is not ours or of another version
     */
    public static SqliteMedium open(
            Path file, SqliteSettings settings, SessionFactory factory, boolean ownsFactory, InstantSource clock) {
        return Undisturbed.call(() -> {
            Path path = RealPath.of(file);
            NewFiles.createDirectoryOf(path);
            Ownership ownership = Ownership.claim(path, settings);
            try {
                return new SqliteMedium(path, settings, factory, ownsFactory, clock, ownership);
            } catch (RuntimeException | Error e) {
                ownership.close();
                throw e;
            }
        });
    }

    /** {@inheritDoc} Should that fail, this still has the right to the file, to be tried again or closed; when not, closing this does nothing any more. */
    @Override
    public SqliteMedium reopen() {
        return Undisturbed.call(() -> {
            closeConnection();
            NewFiles.createDirectoryOf(path);
            ownership.renew();
            try {
                SqliteMedium next = new SqliteMedium(path, settings, factory, ownsFactory, clock, ownership);
                handedOver = true;
                return next;
            } catch (RuntimeException e) {
                ownership.opened();
                throw e;
            }
        });
    }

    @Override
    public String description() {
        return "The file " + path;
    }

    /** Its real path. */
    public Path path() {
        return path;
    }

    @Override
    public long salt() {
        return file.salt();
    }

    /** {@inheritDoc} Where it may not be written, one above what it gave when it might be. */
    @Override
    public long nextGeneration() {
        return log.with(statements -> {
            if (!writable) {
                return statements.number("select generation + 1 from cache_file");
            }
            statements.execute("begin immediate");
            try {
                statements.execute("update cache_file set generation = generation + 1");
                long generation = statements.number("select generation from cache_file");
                statements.execute("commit");
                committed();
                return generation;
            } catch (RuntimeException e) {
                statements.execute("rollback");
                throw e;
            }
        });
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public boolean isShared() {
        return settings.sharing() == Sharing.ON;
    }

    @Override
    public Session openWriter() {
        if (!writable) {
            throw readOnly();
        }
        try {
            SqliteSession session = SqliteSession.forWriting(this, factory, connections.forWriting());
            sessions.add(session);
            return session;
        } catch (SQLException e) {
            throw errors.translate("could not be opened", e);
        }
    }

    @Override
    public Session openReader() {
        try {
            SqliteSession session = SqliteSession.forReading(this, factory, connect());
            sessions.add(session);
            return session;
        } catch (SQLException e) {
            throw errors.translate("could not be opened for reading", e);
        }
    }

    private Connection connect() throws SQLException {
        return writable ? connections.forWriting() : connections.forReadingOnly();
    }

    @Override
    public int mostReaders() {
        return settings.connections();
    }

    @Override
    public void start(Upkeep upkeep) {
        log.start(upkeep);
        freePages.start(upkeep);
    }

    @Override
    public boolean isInPlace() {
        return FileKeys.isAt(file.key(), path) && ownership.isInPlace();
    }

    @Override
    public void compact() {
        if (writable) {
            log.truncate();
        }
    }

    @Override
    public void noteDamage() {
        if (writable) {
            damaged.remember();
        }
    }

    /** {@inheritDoc} The log grows beyond its bound while others write much meanwhile. */
    @Override
    public void copyTo(Path target) {
        if (!NewFiles.create(target)) {
            throw new StoreException(
                    "The file " + target + " exists already; name one that does not",
                    new FileAlreadyExistsException(target.toString()));
        }
        try (Connection connection = connect();
                RandomAccessFile copy = new RandomAccessFile(target.toFile(), "rw")) {
            new PreparedStatements(connection, errors).run(Failures.WRITING, "vacuum into ?", vacuum -> {
                vacuum.setString(1, target.toAbsolutePath().toString());
                return vacuum.execute();
            });
            copy.getFD().sync();
        } catch (SQLException | IOException | RuntimeException e) {
            try {
                Files.deleteIfExists(target);
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw new SqliteErrors(description() + ", copied to " + target + ",").translate(Failures.WRITING, e);
        }
    }

    SqliteSettings settings() {
        return settings;
    }

    SqliteErrors failures() {
        return errors;
    }

    long pageBytes() {
        return pageBytes;
    }

    /** How many transactions were committed; every one that a caller knows of is among them. */
    long commits() {
        return commits.get();
    }

    /** A transaction was committed. */
    void committed() {
        commits.incrementAndGet();
    }

    WriteAheadLog log() {
        return log;
    }

    FreePages freePages() {
        return freePages;
    }

    void closed(SqliteSession session) {
        sessions.remove(session);
    }

    StoreException readOnly() {
        return errors.translate(
                Failures.WRITING,
                new SQLiteException("It was opened for reading only", SQLiteErrorCode.SQLITE_READONLY));
    }

    private void restReaders() {
        for (SqliteSession session : sessions) {
            try {
                session.rest();
            } catch (StoreException e) {
                LOG.log(Level.DEBUG, "A session does not rest; who uses it will find out", e);
            }
        }
    }

    private void closeConnection() {
        try {
            file.connection().close();
        } catch (SQLException e) {
            throw errors.translate("could not be closed", e);
        }
    }

    @Override
    public void close() {
        if (handedOver) {
            return;
        }
        try (ownership) {
            closeConnection();
        } finally {
            if (ownsFactory) {
                factory.close();
            }
        }
    }
}
