package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.sqlite.SQLiteConfig;

/**
 * Tells whether the log beside a file is that file's: SQLite itself would take any, for instance one that lay there when a backup was put in the place
 * of a file. Each log has in it the page with the salt of its file ({@link Schema#SIGN_LOG}), which tells them apart. Safe for use by several threads at once.
 */
final class LogOrigin {
    private static final String WITH_LOG = "?mode=ro";

    /** Nor any file beside it. */
    private static final String WITHOUT_LOG = "?immutable=1";

    private final Path file;

    LogOrigin(Path file) {
        this.file = file;
    }

    /** Whether there is one of another file. Nothing is changed; what cannot be read is not another's. */
    boolean isAnotherFile() {
        if (!hasLog(file)) {
            return false;
        }
        if (!Files.exists(file)) {
            // The log of a file that was deleted, of which it has a part only.
            return true;
        }
        OptionalLong own = ownSalt();
        try (Connection connection = connect(WITH_LOG)) {
            long logged = Schema.salt(connection);
            return own.isPresent() ? own.getAsLong() != logged : isForeign();
        } catch (SQLException e) {
            // A log that fits makes no file unreadable that can be read without it.
            return own.isPresent() && SqliteErrors.reason(e) == StoreException.Reason.DAMAGED;
        }
    }

    /**
     * What to add to the name of a file that can only be read.
     *
     * @param shared whether another process may write it at the same time, and make a log
     */
    static String readOnly(Path file, boolean shared) {
        return shared || hasLog(file) ? WITH_LOG : WITHOUT_LOG;
    }

    private static boolean hasLog(Path file) {
        try {
            return Files.size(file.resolveSibling(file.getFileName() + "-wal")) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private OptionalLong ownSalt() {
        try (Connection connection = connect(WITHOUT_LOG)) {
            return OptionalLong.of(Schema.salt(connection));
        } catch (SQLException e) {
            return OptionalLong.empty();
        }
    }

    /** Whether it is somebody else's, beside which the log is one of ours. */
    private boolean isForeign() {
        try (Connection connection = connect(WITHOUT_LOG)) {
            return Schema.isForeign(connection);
        } catch (SQLException e) {
            return false;
        }
    }

    private Connection connect(String how) throws SQLException {
        return new SQLiteConfig()
                .createConnection("jdbc:sqlite:file:" + file.toUri().getRawPath() + how);
    }
}
