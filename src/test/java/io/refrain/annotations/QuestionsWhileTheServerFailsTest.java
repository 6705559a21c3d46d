package io.refrain.annotations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.annotations.EqualCallsOfReplicasTest.Replica;
import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer.Shutdown;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Annotated methods while the PostgreSQL server with their cache fails in one way or another: each call is answered soon, what is lost is told, and afterwards all is stored again. */
@NeedsPostgres
@Timeout(120)
class QuestionsWhileTheServerFailsTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration HEALED = Duration.ofSeconds(30);
    private static final int QUESTIONS = 5;

    /** What becomes of the server. */
    enum Failure {
        STOPPED {
            @Override
            AutoCloseable begin(PostgresServer server) {
                server.stop(Shutdown.IMMEDIATE);
                return server::start;
            }
        },
        STANDS_STILL {
            @Override
            AutoCloseable begin(PostgresServer server) {
                server.pause();
                return server::resume;
            }
        },
        /** Statements take longer than they may. */
        SLOW {
            @Override
            AutoCloseable begin(PostgresServer server) throws SQLException {
                Connection holder = server.connect();
                holder.setAutoCommit(false);
                execute(holder, "lock table cache_entry in access exclusive mode");
                return holder;
            }
        },
        READS_ONLY {
            @Override
            AutoCloseable begin(PostgresServer server) throws SQLException {
                Connection superuser = server.connectAsSuperuser();
                execute(superuser, "alter system set default_transaction_read_only = on");
                execute(superuser, "select pg_reload_conf()");
                return () -> {
                    execute(superuser, "alter system reset default_transaction_read_only");
                    execute(superuser, "select pg_reload_conf()");
                    superuser.close();
                };
            }
        };

        /** @return ends it */
        abstract AutoCloseable begin(PostgresServer server) throws Exception;

        private static void execute(Connection connection, String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void result_whileTheServerFails_isAnsweredSoonAndStoredAgainAfterwards(Failure failure) throws Exception {
        try (PostgresServer server = PostgresServer.with("fsync=off")) {
            Properties properties = EqualCallsOfReplicasTest.properties(server.user(), server.password());
            properties.setProperty("refrain.postgresql.retry-interval", "50ms");
            properties.setProperty("refrain.postgresql.connect-timeout", "500ms");
            properties.setProperty("refrain.postgresql.statement-timeout", "500ms");
            properties.setProperty("refrain.postgresql.staleness", "100ms");
            try (Replica replica = new Replica(URI.create(server.uri()), properties)) {
                ask(replica, "before");
                assertEquals(CacheResultOutcome.STORED, last(replica));
                ask(replica, "before");
                assertEquals(CacheResultOutcome.HIT, last(replica));

                long slowest = 0;
                long lost = 0;
                try (AutoCloseable over = failure.begin(server)) {
                    for (int i = 0; i < QUESTIONS || lost == 0 && i < 100 * QUESTIONS; i++) {
                        slowest = Math.max(slowest, ask(replica, "meanwhile " + i));
                        if (last(replica) == CacheResultOutcome.STORE_FAILED) {
                            lost++;
                        }
                    }
                    slowest = Math.max(slowest, ask(replica, "before"));
                }
                System.out.printf(
                        "Failing server: %s: %d answers were lost to the cache, none to who asked; the slowest took %d ms%n",
                        failure, lost, TimeUnit.NANOSECONDS.toMillis(slowest));
                assertTrue(lost > 0, "Nothing was told to be lost");
                assertTrue(slowest < SOON.toNanos(), () -> "A question took too long");

                long end = System.nanoTime() + HEALED.toNanos();
                int number = 0;
                do {
                    assertTrue(System.nanoTime() < end, "It does not heal");
                    number++;
                    ask(replica, "afterwards " + number);
                } while (last(replica) != CacheResultOutcome.STORED);
                ask(replica, "afterwards " + number);
                assertEquals(CacheResultOutcome.HIT, last(replica));
            }
        }
    }

    /** Gives how long it took. */
    private static long ask(Replica replica, String question) throws Exception {
        long start = System.nanoTime();
        assertEquals("answer to " + question, replica.methods().result(question, () -> "answer to " + question));
        return System.nanoTime() - start;
    }

    private static CacheResultOutcome last(Replica replica) {
        List<CacheResultOutcome> all = replica.outcomes();
        return all.get(all.size() - 1);
    }
}
