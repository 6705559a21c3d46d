package io.refrain.counterexample.jcache.internal.store;

import io.refrain.counterexample.jcache.internal.operation.AnswersHttp;
import javax.cache.expiry.ExpiryPolicy;
import org.sqlite.SQLiteConnection;

/** Wrong: a store that asks the policy, knows an operation, and touches JDBC outside of the database store, by the driver of SQLite. */
public final class KnowsThePolicy {
    AnswersHttp operation = new AnswersHttp();

    Object ask(ExpiryPolicy policy, SQLiteConnection connection) {
        return policy.getExpiryForAccess() + connection.toString();
    }
}
