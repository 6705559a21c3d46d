package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.config.OnDamage;
import io.refrain.jcache.internal.config.SqliteSettings;
import io.refrain.jcache.internal.store.StoreException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of a file that was opened: created where it was not, brought to its schema, and set aside before, where it was damaged. Immutable.
 *
 * @param connection the first, which goes on until the file is closed
 * @param salt with what the checksums of its rows begin
 * @param key what tells it from other files; null where the system does not say
 */
record OpenedFile(Connection connection, long salt, @Nullable Object key) {
    private static final Logger LOG = System.getLogger(OpenedFile.class.getName());

    /**
     * Opens a file that this process owns.
     *
     * @param maySetAside whether it is ours, and nobody else has it
     * @throws CacheException when it is not ours, or of another version
     * @throws StoreException when it cannot be opened, or is damaged and may not be set aside
     */
    static OpenedFile forWriting(
            Path path, Connections connections, DamagedFile damaged, SqliteSettings settings, boolean maySetAside) {
        if (!maySetAside) {
            return forWriting(path, connections);
        }
        boolean fail = settings.onDamage() == OnDamage.FAIL;
        if (damaged.isKnown()) {
            if (fail) {
                throw damaged(path, "was found damaged when it was last used", new IOException("Damaged"));
            }
            setAside(path, damaged, DamagedFile.ALL, new IOException("Damaged"));
        }
        if (new LogOrigin(path).isAnotherFile()) {
            if (fail) {
                throw damaged(path, "has beside it the log of another file", new IOException("Damaged"));
            }
            setAside(path, damaged, List.of("-wal", "-shm"), new IOException("Damaged"));
        }
        try {
            return forWriting(path, connections);
        } catch (StoreException e) {
            if (e.reason() != StoreException.Reason.DAMAGED) {
                throw e;
            }
            if (fail) {
                throw damaged(path, "is damaged, or no SQLite file (" + SqliteErrors.explain(e) + ")", e);
            }
            setAside(path, damaged, DamagedFile.ALL, e);
            return forWriting(path, connections);
        }
    }

    private static OpenedFile forWriting(Path path, Connections connections) {
        NewFiles.create(path);
        try {
            // Before it is opened, so that what is put in its place from now on is noticed.
            Object key = FileKeys.of(path);
            Connection connection = connections.forWriting();
            try {
                Schema.prepare(connection);
                // Damaged, where it cannot be read.
                return new OpenedFile(connection, Schema.salt(connection), key);
            } catch (SQLException | RuntimeException e) {
                Connections.closeAfter(e, connection);
                throw e;
            }
        } catch (SQLException | IOException | RuntimeException e) {
            throw refused(path, "could not be opened", e);
        }
    }

    /**
     * Opens a file that can only be read.
     *
     * @throws CacheException when it cannot be used
     */
    static OpenedFile forReading(Path path, Connections connections) {
        try {
            Object key = FileKeys.of(path);
            Connection connection = connections.forReadingOnly();
            try {
                Schema.check(connection);
                LOG.log(Level.WARNING, "The file {0} can only be read: what is put into its caches is refused", path);
                return new OpenedFile(connection, Schema.salt(connection), key);
            } catch (SQLException | RuntimeException e) {
                Connections.closeAfter(e, connection);
                throw e;
            }
        } catch (SQLException | IOException | RuntimeException e) {
            throw refused(path, "could not be opened for reading", e);
        }
    }

    private static CacheException refused(Path path, String tried, Exception cause) {
        return cause instanceof CacheException && !(cause instanceof StoreException)
                ? new CacheException("The file " + path + " cannot be used: " + cause.getMessage(), cause)
                : new SqliteErrors("The file " + path).translate(tried, cause);
    }

    private static StoreException damaged(Path path, String how, Exception cause) {
        return new StoreException(
                "The file " + path + " " + how
                        + ". Move it away, or set refrain.sqlite.on-damage=start-empty, which sets it"
                        + " aside and starts with an empty one",
                cause,
                StoreException.Reason.DAMAGED);
    }

    private static void setAside(Path path, DamagedFile damaged, List<String> parts, Exception cause) {
        try {
            damaged.setAside(parts);
        } catch (IOException e) {
            cause.addSuppressed(e);
            throw damaged(path, "is damaged and cannot be set aside (" + e + ")", cause);
        }
    }
}
