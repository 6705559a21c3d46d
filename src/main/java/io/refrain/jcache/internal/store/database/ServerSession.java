package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.database.row.RowValue;
import io.refrain.jcache.internal.store.database.row.Session;
import java.util.Collection;
import java.util.Map;

/** A session in a transaction on a server. For one thread at a time. */
public interface ServerSession extends Session {

    /** Holds keys of a cache until the transaction ends; waits while another process does. */
    void hold(int cache, Collection<Long> hashes);

    /** Holds all keys of a cache until the transaction ends. */
    void holdAll(int cache);

    /** The values of those rows that there are, by their ids. */
    Map<Long, RowValue> find(Collection<Long> ids);

    /** What is changed from now on until the transaction ends, this process is told of as if another had changed it. */
    void changeAsOther();

    /** Tells, with the commit, that all rows of a cache have changed, and of none that is changed from now on by itself. */
    void changeAll(int cache);
}
