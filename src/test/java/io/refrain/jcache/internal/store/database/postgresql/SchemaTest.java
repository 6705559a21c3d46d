package io.refrain.jcache.internal.store.database.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tables, where there are none. */
@NeedsPostgres
@Timeout(60)
class SchemaTest {
    private static final int MANY = 16;

    @Test
    void of_anEmptyDatabaseByManyAtOnce_makesTheTablesOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(MANY);
        try (PostgresDatabase database = PostgresServer.shared().createDatabase()) {
            CyclicBarrier connected = new CyclicBarrier(MANY);
            Set<Schema> made = new HashSet<>();
            for (Future<Schema> each : pool.invokeAll(IntStream.range(0, MANY)
                    .<Callable<Schema>>mapToObj(number -> () -> {
                        try (Connection connection = database.connect()) {
                            connected.await();
                            return Schema.of(connection);
                        }
                    })
                    .toList())) {
                made.add(each.get());
            }
            assertEquals(1, made.size());
        } finally {
            pool.shutdownNow();
        }
    }
}
