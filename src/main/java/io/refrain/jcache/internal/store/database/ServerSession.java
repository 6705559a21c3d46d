package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.database.row.EntryRow;
import io.refrain.jcache.internal.store.database.row.RowValue;
import io.refrain.jcache.internal.store.database.row.Session;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session in a transaction on a server. For one thread at a time. */
public interface ServerSession extends Session {

    /** Holds keys of a cache until the transaction ends; waits while another process does. */
    void hold(int cache, Collection<Long> hashes);

    /** As {@link #hold}, of one key, whose row's value it gives, if there is one. */
    @Nullable
    RowValue holdAndFind(int cache, long hash);

    /**
     * Holds a key and keeps its row, all in one step together with the commit, if nothing else was asked in this transaction and nothing is to be asked any more.
     *
     * @return whether it did; nothing has happened otherwise
     */
    boolean keepAlone(int cache, long hash, EntryRow row);

    /** Holds all keys of a cache until the transaction ends. */
    void holdAll(int cache);

    /** The values of those rows that there are, by their ids. */
    Map<Long, RowValue> find(Collection<Long> ids);

    /** What is changed from now on until the transaction ends, this process is told of as if another had changed it. */
    void changeAsOther();

    /** Tells, with the commit, that all rows of a cache have changed, and of none that is changed from now on by itself. */
    void changeAll(int cache);
}
