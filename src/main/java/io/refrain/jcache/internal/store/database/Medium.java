package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.database.row.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One database, opened by this process, as its store needs it. Each failure is a {@link StoreException} that says what to do. Safe for use by several
 * threads at once.
 */
public interface Medium extends AutoCloseable {

    /** What it is, in the words of a message: "The file /var/lib/answers.db". */
    String description();

    /** With what the checksums of its rows begin, so that no other database's row is taken for one of its own. */
    long salt();

    /** A number above all that it gave before, also to other processes. */
    long nextGeneration();

    /** Whether this process may write. */
    boolean isWritable();

    /** Whether other processes may write at the same time. */
    boolean isShared();

    /** Opens the connection that writes, of which there is one. */
    Session openWriter();

    /** Opens one of the connections that read. */
    Session openReader();

    /** How many of those there are at most. */
    int mostReaders();

    /** Begins to do what the medium does by itself from time to time. */
    void start(Upkeep upkeep);

    /** Whether what was opened is still what has its name: a file can be deleted, or another be put in its place. */
    boolean isInPlace();

    /** Makes room where there is none, without deleting rows; called when a transaction has failed for that. */
    void compact();

    /**
     * Writes all that is committed, as it is at one moment, to a new file that only its owner may read; others go on meanwhile.
     *
     * @throws StoreException when the file exists already or cannot be written, or such a database has no files
     */
    default void copyTo(Path target) {
        throw new StoreException(
                description() + " cannot be copied to a file; export its entries, or use a tool of its own",
                new UnsupportedOperationException());
    }

    /** Why it cannot be used at the moment, in the words of a message; null when it can. */
    default @Nullable String trouble() {
        return null;
    }

    /** A part of it turned out to be damaged. */
    void noteDamage();

    /** Opens what has its name now, after this was closed but for the right to it. */
    Medium reopen();

    /** Lets go of it; its sessions must be closed. */
    @Override
    void close();

    /** What a medium may ask of the store. */
    interface Upkeep {

        /** Runs what no caller should wait for, one after the other; never once the database is closed. */
        void inBackground(Runnable task, Duration delay);

        /** Runs something while nobody writes, on the writing session. */
        void whileNobodyWrites(Consumer<Session> action);
    }
}
