package io.refrain.jcache.internal.store.database.row;

import java.util.Map;
import java.util.Objects;
import org.hibernate.boot.registry.StandardServiceInitiator;
import org.hibernate.engine.jdbc.dialect.spi.DialectFactory;
import org.hibernate.engine.jdbc.env.internal.JdbcEnvironmentImpl;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.hibernate.service.spi.ServiceRegistryImplementor;

/** Takes the dialect for all that is known of the database, which Hibernate does not connect to. Immutable. */
final class NoDatabase implements StandardServiceInitiator<JdbcEnvironment> {

    @Override
    public Class<JdbcEnvironment> getServiceInitiated() {
        return JdbcEnvironment.class;
    }

    @Override
    public JdbcEnvironment initiateService(Map<String, Object> settings, ServiceRegistryImplementor registry) {
        DialectFactory dialects = Objects.requireNonNull(registry.getService(DialectFactory.class));
        return new JdbcEnvironmentImpl(registry, dialects.buildDialect(settings, null));
    }
}
