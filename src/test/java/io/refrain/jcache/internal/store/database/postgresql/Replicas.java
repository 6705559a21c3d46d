package io.refrain.jcache.internal.store.database.postgresql;

import io.refrain.jcache.internal.config.ManagerSettings;
import io.refrain.jcache.internal.config.PostgresqlSettings;
import io.refrain.jcache.internal.config.RefrainUri;
import io.refrain.jcache.internal.config.ServerAddress;
import io.refrain.jcache.internal.config.Settings;
import io.refrain.jcache.internal.store.database.Server;
import io.refrain.jcache.internal.store.database.row.StandaloneSessionFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.hibernate.SessionFactory;

/** Opens a database as if by several processes. */
final class Replicas {
    private static final SessionFactory SESSIONS = new StandaloneSessionFactory().create(PostgresqlDialect.class);

    private Replicas() {}

    /** One more process, which follows what the others change. */
    static PostgresqlServer open(PostgresDatabase database, Map<String, String> keys) {
        Properties properties = new Properties();
        properties.setProperty("refrain.postgresql.user", database.user());
        properties.setProperty("refrain.postgresql.password", database.password());
        properties.putAll(keys);
        PostgresqlSettings settings =
                ManagerSettings.of(new Settings(properties)).postgresql();
        ServerAddress address = RefrainUri.of(URI.create(database.uri()))
                .with(settings)
                .server()
                .orElseThrow();
        PostgresqlServer server = PostgresqlServer.open(address, settings, Duration.ofSeconds(10), SESSIONS, false);
        server.follow(new Server.Follower() {
            @Override
            public void changed(long id) {}

            @Override
            public void changedAll() {}

            @Override
            public void replaced() {}
        });
        return server;
    }
}
