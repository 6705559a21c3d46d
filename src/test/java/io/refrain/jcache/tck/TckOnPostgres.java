package io.refrain.jcache.tck;

import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import io.refrain.jcache.internal.store.database.postgresql.PostgresDatabase;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.PostDiscoveryFilter;

/**
 * Gives the TCK a PostgreSQL database where {@code -Dtests.tck.postgresql=true} asks for it, before it starts; without PostgreSQL nothing of it
 * runs. For one thread.
 */
public final class TckOnPostgres implements LauncherSessionListener, PostDiscoveryFilter {
    private static final boolean WANTED = Boolean.getBoolean("tests.tck.postgresql");

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (WANTED && NeedsPostgres.Installed.isThere()) {
            PostgresDatabase database = Once.DATABASE;
            System.setProperty("refrain.uri", database.uri());
            System.setProperty("refrain.postgresql.user", database.user());
            System.setProperty("refrain.postgresql.password", database.password());
        }
    }

    @Override
    public FilterResult apply(TestDescriptor test) {
        return FilterResult.includedIf(!WANTED || NeedsPostgres.Installed.isThere());
    }

    /** There may be several sessions. */
    private static final class Once {
        static final PostgresDatabase DATABASE = PostgresServer.shared().createDatabase();
    }
}
