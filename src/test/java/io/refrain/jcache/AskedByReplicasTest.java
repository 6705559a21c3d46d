package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.refrain.internal.flight.Turn;
import io.refrain.internal.flight.Turns;
import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import io.refrain.jcache.internal.store.database.postgresql.PostgresDatabase;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Equal questions that four replicas of one database are asked at the same time, each of which joins its own. */
@NeedsPostgres
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class AskedByReplicasTest {
    private static final int REPLICAS = 4;
    private static final int THREADS = 200;

    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void ask_200EqualQuestionsOver4Replicas_isOneCall() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<RefrainCachingProvider> providers = new ArrayList<>();
        try (PostgresDatabase database = PostgresServer.shared().createDatabase()) {
            List<Replica> replicas = new ArrayList<>();
            for (int i = 0; i < REPLICAS; i++) {
                RefrainCachingProvider provider = new RefrainCachingProvider();
                providers.add(provider);
                replicas.add(new Replica(cache(provider, database, i)));
            }
            CyclicBarrier together = new CyclicBarrier(THREADS);
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Replica replica = replicas.get(i % REPLICAS);
                answers.add(threads.submit(() -> {
                    together.await();
                    return replica.ask("Tell me a joke");
                }));
            }
            for (Future<String> answer : answers) {
                assertEquals("Knock, knock.", answer.get());
            }
            assertEquals(1, calls.get());
            providers.forEach(RefrainCachingProvider::close);
        } finally {
            threads.shutdownNow();
            providers.forEach(RefrainCachingProvider::close);
        }
    }

    /** Each by another name of the schema's search path, so that nothing is shared within this process. */
    private static Cache<String, String> cache(RefrainCachingProvider provider, PostgresDatabase database, int number) {
        Properties properties = new Properties();
        properties.setProperty("refrain.postgresql.user", database.user());
        properties.setProperty("refrain.postgresql.password", database.password());
        properties.setProperty("refrain.postgresql.connections", "4");
        return provider.getCacheManager(
                        URI.create(database.uri() + "?currentSchema=public" + ",other".repeat(number)),
                        null,
                        properties)
                .createCache("c", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
    }

    /** What one process does with a question. */
    private final class Replica {
        private final Cache<String, String> cache;
        private final ConcurrentMap<String, String> joined = new ConcurrentHashMap<>();

        Replica(Cache<String, String> cache) {
            this.cache = cache;
        }

        String ask(String question) {
            return joined.computeIfAbsent(question, this::takeTurns);
        }

        private String takeTurns(String question) {
            Turns<String> turns = Turns.of(cache);
            if (turns == null) {
                throw new AssertionError("The replicas take no turns");
            }
            Turn<String> turn = turns.await(question, () -> cache.get(question));
            String found = turn.found();
            if (found != null) {
                return found;
            }
            try {
                calls.incrementAndGet();
                cache.put(question, "Knock, knock.");
                return "Knock, knock.";
            } finally {
                turn.lease().release();
            }
        }
    }
}
