package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.StoreException.Reason;
import io.refrain.jcache.internal.store.database.row.Failures;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells what SQLite meant by a failure, however deep it lies, and what to do about it. Immutable. */
final class SqliteErrors implements Failures {
    private final String description;

    /** @param description what failed, in the words of a message */
    SqliteErrors(String description) {
        this.description = description;
    }

    @Override
    public StoreException translate(String tried, Exception cause) {
        return cause instanceof StoreException told
                ? told
                : new StoreException(description + " " + tried + ": " + explain(cause), cause, reason(cause));
    }

    /** What the store may do about a failure. */
    static Reason reason(Throwable failure) {
        SQLiteException known = find(failure);
        if (known == null) {
            return Reason.OTHER;
        }
        return switch (primary(known.getResultCode())) {
            case "SQLITE_BUSY", "SQLITE_LOCKED" -> Reason.BUSY;
            case "SQLITE_FULL" -> Reason.FULL;
            case "SQLITE_CORRUPT", "SQLITE_NOTADB" -> Reason.DAMAGED;
            case "SQLITE_READONLY" -> Reason.READ_ONLY;
            default -> Reason.OTHER;
        };
    }

    /** What went wrong, in SQLite's words where it was SQLite, and what to do where that is known. */
    static String explain(Throwable failure) {
        SQLiteException known = find(failure);
        return known == null
                ? String.valueOf(failure.getMessage())
                : known.getMessage() + remedy(known.getResultCode());
    }

    private static @Nullable SQLiteException find(Throwable failure) {
        return Failures.ofDriver(SQLiteException.class, failure);
    }

    private static String remedy(SQLiteErrorCode code) {
        return switch (primary(code)) {
            case "SQLITE_BUSY", "SQLITE_LOCKED" -> ". Another process uses it: stop that, or give each its own file";
            case "SQLITE_FULL" -> ". Free some disk space, or raise refrain.sqlite.max-file-size";
            case "SQLITE_IOERR" -> ". Check the disk, and that the file was not moved or deleted";
            case "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN" ->
                ". Give this user the right to write the file and its directory";
            case "SQLITE_NOTADB", "SQLITE_CORRUPT" -> ". Move the file away: it is damaged or no SQLite file";
            default -> "";
        };
    }

    /** The code without what its extended form adds. */
    private static String primary(SQLiteErrorCode code) {
        return code.name().replaceFirst("^(SQLITE_[A-Z]+)_.*", "$1");
    }
}
