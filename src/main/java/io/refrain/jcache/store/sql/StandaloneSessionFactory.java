package io.refrain.jcache.store.sql;

import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.bytecode.internal.none.BytecodeProviderImpl;
import org.hibernate.bytecode.spi.BytecodeProvider;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.community.dialect.SQLiteDialect;

/**
 * Makes the session factory in plain Java: the mapping only, without any connection, since the store has its own. Safe for use by several
 * threads at once.
 */
public final class StandaloneSessionFactory implements SessionFactorySource {

    @Override
    public SessionFactory create() {
        StandardServiceRegistry registry = new StandardServiceRegistryBuilder()
                .applySetting(AvailableSettings.DIALECT, SQLiteDialect.class.getName())
                .applySetting("hibernate.boot.allow_jdbc_metadata_access", false)
                .applySetting(
                        AvailableSettings.JTA_PLATFORM,
                        "org.hibernate.engine.transaction.jta.platform.internal.NoJtaPlatform")
                // Entities are read and written as a whole: there is nothing to enhance at run time.
                .addService(BytecodeProvider.class, new BytecodeProviderImpl())
                .build();
        try {
            return new MetadataSources(registry)
                    .addAnnotatedClass(EntryRow.class)
                    .buildMetadata()
                    .buildSessionFactory();
        } catch (RuntimeException e) {
            StandardServiceRegistryBuilder.destroy(registry);
            throw e;
        }
    }
}
