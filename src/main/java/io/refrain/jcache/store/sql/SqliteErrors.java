package io.refrain.jcache.store.sql;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite meant by a failure, however deep it lies, and what to do about it. Immutable. */
final class SqliteErrors {
    private static final Set<String> DAMAGE = Set.of("SQLITE_CORRUPT", "SQLITE_NOTADB");

    private SqliteErrors() {}

    /** Whether somebody else held the file for longer than the busy timeout. */
    static boolean isBusy(Throwable failure) {
        SQLiteException known = find(failure);
        return known != null && primary(known.getResultCode()).equals("SQLITE_BUSY");
    }

    /** Whether there is no room for what was to be written. */
    static boolean isFull(Throwable failure) {
        SQLiteException known = find(failure);
        return known != null && primary(known.getResultCode()).equals("SQLITE_FULL");
    }

    /** Whether the file itself is damaged, or no SQLite file. */
    static boolean isDamage(Throwable failure) {
        SQLiteException known = find(failure);
        return known != null && DAMAGE.contains(primary(known.getResultCode()));
    }

    /** What went wrong, in SQLite's words where it was SQLite, and what to do where that is known. */
    static String explain(Throwable failure) {
        SQLiteException known = find(failure);
        return known == null
                ? String.valueOf(failure.getMessage())
                : known.getMessage() + remedy(known.getResultCode());
    }

    private static @Nullable SQLiteException find(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLiteException known) {
                return known;
            }
        }
        return null;
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
