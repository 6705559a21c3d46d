package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.KeyLocks;
import io.refrain.jcache.internal.store.database.row.Session;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The transactions by which this process changes a database that others change, too: one at a time, within which the same thread may ask for more. Safe for use by several threads at once.
 */
final class SharedTransactions implements Transactions {
    private final Writer writer;

    /** Of which one is used: who holds it and asks for a key elsewhere waits no longer than who holds a key. */
    private final KeyLocks locks;

    /** That of the transaction that is under way; for who holds the lock. */
    private @Nullable Session current;

    SharedTransactions(Writer writer, KeyLocks locks) {
        this.writer = writer;
        this.locks = locks;
    }

    @Override
    public <R extends @Nullable Object> R run(Object key, Durability durability, Function<Session, R> action) {
        Lock lock = locks.hold(0, key);
        try {
            Session within = current;
            if (within != null) {
                return action.apply(within);
            }
            Holder<R> result = new Holder<>();
            writer.exclusively(session -> session.inTransaction(
                    () -> {
                        current = session;
                        try {
                            result.value = action.apply(session);
                        } finally {
                            current = null;
                        }
                    },
                    durability == Durability.SYNCED));
            return result.get();
        } finally {
            lock.unlock();
        }
    }

    private static final class Holder<R extends @Nullable Object> {
        private @Nullable R value;

        @SuppressWarnings("NullAway") // null where R is nullable
        R get() {
            return value;
        }
    }
}
