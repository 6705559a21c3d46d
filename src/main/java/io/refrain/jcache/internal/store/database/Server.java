package io.refrain.jcache.internal.store.database;

import io.refrain.internal.flight.Leases;
import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.database.row.Session;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A database that others than this process change at the same time, by as many sessions as it lends. It need not be there when it is opened, and may go at any time: what is asked of it
 * then is a {@link io.refrain.jcache.internal.store.StoreException}, soon. Safe for use by several threads at once.
 */
public interface Server extends Medium {

    /** Reads on a session, which is that of the transaction if this thread is in one. */
    <T extends @Nullable Object> T read(Function<Session, T> reading);

    /**
     * Runs statements in a transaction of their own, or as a part of the one that this thread is in: that fails then only if its owner lets it.
     *
     * @param durability of the outermost transaction
     */
    <T extends @Nullable Object> T write(Durability durability, Function<ServerSession, T> statements);

    /** Whether this thread is in a transaction. */
    boolean isWriting();

    /**
     * Runs an action when the transaction that this thread is in has ended, and told whether it was committed; those that were asked for first run first. Within {@link #write} only.
     */
    void afterwards(Consumer<Boolean> action);

    /** Whether all that others have committed is known here, up to the time that a heap may be behind. */
    boolean vouches();

    /** Tells the others soon that rows have changed. They will find out without, but later. */
    void tell(Collection<Long> ids);

    /** By the ids of rows; null where every process makes its own calls. */
    @Nullable
    Leases<Long> leases();

    /** Asks to be the one of all processes that tidies up, in a cache or, by {@value #EVERYTHING}, in what nobody has open. */
    void lead(int cache);

    /** Whether it is this process that tidies up. */
    boolean leads(int cache);

    /** Begins to tell what others change. */
    void follow(Follower follower);

    /** The number of no cache. */
    int EVERYTHING = -1;

    /** Is told what others change. Called by one thread at a time. */
    interface Follower {

        /** Somebody else has changed or dropped a row; the id without a hash stands for all rows of its cache. */
        void changed(long id);

        /** Anything may have changed. */
        void changedAll();

        /** It is another database than before: the numbers of its caches are others. */
        void replaced();
    }
}
