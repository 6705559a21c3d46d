package io.refrain.counterexample.jcache.store;

import io.refrain.counterexample.jcache.operation.AnswersHttp;
import java.sql.Connection;
import javax.cache.expiry.ExpiryPolicy;

/** Wrong: a store that asks the policy, knows an operation, and touches JDBC outside of the SQL store. */
public final class KnowsThePolicy {
    AnswersHttp operation = new AnswersHttp();

    Object ask(ExpiryPolicy policy, Connection connection) {
        return policy.getExpiryForAccess() + connection.toString();
    }
}
