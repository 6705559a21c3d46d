package io.refrain.jcache.internal.store.database.postgresql;

import org.hibernate.dialect.PostgreSQLDialect;

/** How PostgreSQL says what the statements need: as Hibernate knows it, which warns of its own dialect where it is named, as it has to be without a connection. Immutable. */
public final class PostgresqlDialect extends PostgreSQLDialect {

    /** Made by Hibernate. */
    public PostgresqlDialect() {}
}
