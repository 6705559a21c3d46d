package io.refrain.answers;

import io.refrain.jcache.RefrainCachingProvider;
import io.refrain.jcache.internal.store.database.postgresql.PostgresDatabase;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;

/** Processes that have a cache of answers in one PostgreSQL database, and nothing else, in common. For one thread. */
final class Replicas implements AutoCloseable {
    private final PostgresDatabase database = PostgresServer.shared().createDatabase();
    private final List<RefrainCachingProvider> providers = new ArrayList<>();

    /** That of one more process. */
    Cache<String, String> cache() {
        Properties properties = new Properties();
        properties.setProperty("refrain.postgresql.user", database.user());
        properties.setProperty("refrain.postgresql.password", database.password());
        RefrainCachingProvider provider = new RefrainCachingProvider();
        providers.add(provider);
        // The spelling tells it from the others, who would otherwise share what this process has open.
        URI uri = URI.create(database.uri() + "?currentSchema=public,replica" + providers.size());
        return provider.getCacheManager(uri, Replicas.class.getClassLoader(), properties)
                .createCache(
                        "answers", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
    }

    /** How many calls are being made. */
    long leases() {
        return Long.parseLong(database.sql("select count(*) from cache_lease"));
    }

    @Override
    public void close() {
        providers.forEach(RefrainCachingProvider::close);
        database.close();
    }
}
