package io.refrain.quarkus;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.refrain.jcache.internal.store.database.sqlite.SqliteDialect;

/** Lets a native executable make what {@code application.properties} names to Hibernate, so that the caches have transactions of their own and speak SQLite's SQL. Has no state. */
@RegisterForReflection(
        targets = SqliteDialect.class,
        classNames =
                "org.hibernate.resource.transaction.backend.jdbc.internal.JdbcResourceLocalTransactionCoordinatorBuilderImpl",
        methods = false,
        fields = false)
final class CacheTransactions {
    private CacheTransactions() {}
}
