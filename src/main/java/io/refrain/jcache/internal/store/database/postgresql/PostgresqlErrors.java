package io.refrain.jcache.internal.store.database.postgresql;

import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.StoreException.Reason;
import io.refrain.jcache.internal.store.database.row.Failures;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Tells what PostgreSQL meant by a failure, however deep it lies, and what to do about it. Immutable. */
final class PostgresqlErrors implements Failures {
    private static final String READ_ONLY = "25006";
    private static final String UNDEFINED_TABLE = "42P01";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String REJECTED = "08004";
    private static final String CANCELED = "57014";

    private final String description;

    /** @param description what failed, in the words of a message */
    PostgresqlErrors(String description) {
        this.description = description;
    }

    @Override
    public StoreException translate(String tried, Exception cause) {
        return cause instanceof StoreException told
                ? told
                : new StoreException(description + " " + tried + ": " + explain(cause), cause, reason(cause));
    }

    /** Whether a connection is good for nothing after a failure. */
    static boolean isFatal(Throwable failure) {
        String state = state(failure);
        // A connection whose server is for reading only now must make room for one to the server that is not.
        return isUnreachable(failure)
                || READ_ONLY.equals(state)
                // The next one makes the tables again, or says why it cannot.
                || UNDEFINED_TABLE.equals(state)
                || state.startsWith("58")
                || state.startsWith("XX");
    }

    /** Whether the server is not there, or does not answer in time. */
    static boolean isUnreachable(Throwable failure) {
        String state = state(failure);
        return state.startsWith("08")
                || state.startsWith("57P")
                || state.equals(TOO_MANY_CONNECTIONS)
                || state.equals(CANCELED)
                || state.isEmpty() && find(failure) != null;
    }

    /** Whether it was there, and what it said will be the same the next time. */
    static boolean isRefusal(Throwable failure) {
        String state = state(failure);
        return state.startsWith("28") || state.startsWith("3D") || state.startsWith("42") || state.equals(REJECTED);
    }

    private static Reason reason(Throwable failure) {
        String state = state(failure);
        if (isUnreachable(failure) || state.equals(LOCK_NOT_AVAILABLE) || state.equals(DEADLOCK)) {
            return Reason.BUSY;
        }
        if (state.equals("53100")) {
            return Reason.FULL;
        }
        if (state.equals(READ_ONLY)) {
            return Reason.READ_ONLY;
        }
        return state.startsWith("XX") ? Reason.DAMAGED : Reason.OTHER;
    }

    private static String explain(Throwable failure) {
        SQLException known = find(failure);
        if (known == null) {
            return String.valueOf(failure.getMessage());
        }
        String state = state(failure);
        return known.getMessage() + remedy(state);
    }

    private static String remedy(String state) {
        return switch (state) {
            case LOCK_NOT_AVAILABLE ->
                ". Another process has held the key for longer than refrain.key-timeout: let entry processors, writers"
                        + " and loaders be short";
            case DEADLOCK ->
                ". Another process held the one and waited for the other: let entry processors, writers and loaders use"
                        + " no further key of a cache, or all of them in the same order";
            case TOO_MANY_CONNECTIONS ->
                ". Raise max_connections of the server, or lower refrain.postgresql.connections";
            case CANCELED -> ". It took longer than refrain.postgresql.statement-timeout";
            case "53100" -> ". Free some disk space of the server";
            case READ_ONLY ->
                ". Name the primary server; with several hosts, add targetServerType=primary to refrain.uri";
            case "42501" -> ". Give this user the right to create tables in the schema";
            default ->
                state.startsWith("28") || state.equals(REJECTED)
                        ? ". Check refrain.postgresql.user and refrain.postgresql.password"
                        : "";
        };
    }

    private static String state(Throwable failure) {
        SQLException known = find(failure);
        String state = known == null ? null : known.getSQLState();
        return state == null ? "" : state;
    }

    private static @Nullable SQLException find(Throwable failure) {
        return Failures.ofDriver(SQLException.class, failure);
    }
}
