package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.database.row.Session;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The transactions by which this process changes a database that others change, too; within one, the same thread may ask for more. Safe for use by several threads at once. */
interface Transactions {

    /**
     * Runs an action in a transaction, or in the one that this thread is in already.
     *
     * @param key for the error of who waits for too long
     */
    <R extends @Nullable Object> R run(Object key, Durability durability, Function<Session, R> action);
}
