package io.refrain.jcache.internal.store.database.row;

import java.util.Objects;
import java.util.function.Consumer;
import org.hibernate.SessionFactory;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.bytecode.internal.none.BytecodeProviderImpl;
import org.hibernate.bytecode.spi.BytecodeProvider;
import org.hibernate.cache.internal.NoCachingRegionFactory;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.dialect.Dialect;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.transaction.jta.platform.internal.NoJtaPlatform;
import org.hibernate.engine.transaction.jta.platform.spi.JtaPlatform;
import org.hibernate.resource.beans.internal.ManagedBeanRegistryImpl;
import org.hibernate.resource.beans.spi.ManagedBeanRegistry;

/**
 * Makes the session factory in plain Java: the mapping only, without any connection, since the store has its own. Safe for use by several
 * threads at once.
 */
public final class StandaloneSessionFactory implements SessionFactorySource {

    @Override
    public SessionFactory create(Class<? extends Dialect> dialect) {
        return create(dialect, mapping -> {});
    }

    /** @param change what is different for this database */
    static SessionFactory create(Class<? extends Dialect> dialect, Consumer<Metadata> change) {
        StandardServiceRegistry registry = new StandardServiceRegistryBuilder()
                .applySetting(AvailableSettings.DIALECT, dialect.getName())
                .addService(ConnectionProvider.class, new NoConnections())
                // What is given here is neither looked for nor told at each start as missing: a database, transactions
                // of others, a second-level cache, beans of CDI.
                .addInitiator(new NoDatabase())
                .addService(JtaPlatform.class, NoJtaPlatform.INSTANCE)
                .addService(RegionFactory.class, NoCachingRegionFactory.INSTANCE)
                .addService(ManagedBeanRegistry.class, new ManagedBeanRegistryImpl(null))
                // Entities are read and written as a whole: there is nothing to enhance at run time.
                .addService(BytecodeProvider.class, new BytecodeProviderImpl())
                .build();
        try {
            Metadata mapping = new MetadataSources(registry)
                    .addURL(Objects.requireNonNull(StandaloneSessionFactory.class.getResource("rows.orm.xml")))
                    .buildMetadata();
            change.accept(mapping);
            return mapping.buildSessionFactory();
        } catch (RuntimeException e) {
            StandardServiceRegistryBuilder.destroy(registry);
            throw e;
        }
    }
}
