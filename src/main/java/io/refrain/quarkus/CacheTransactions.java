package io.refrain.quarkus;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Lets a native executable make what {@code application.properties} names to Hibernate, so that the caches have transactions of their own. Has no state. */
@RegisterForReflection(
        classNames =
                "org.hibernate.resource.transaction.backend.jdbc.internal.JdbcResourceLocalTransactionCoordinatorBuilderImpl",
        methods = false,
        fields = false)
final class CacheTransactions {
    private CacheTransactions() {}
}
