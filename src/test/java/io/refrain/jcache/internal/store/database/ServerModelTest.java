package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.jcache.internal.store.ManualClock;
import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import io.refrain.jcache.internal.store.database.postgresql.PostgresFixture;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store on PostgreSQL against a plain map, at random, with heaps in front and without, with the properties of {@link StoreModelTest}. */
@NeedsPostgres
@Timeout(value = 2, unit = TimeUnit.HOURS)
class ServerModelTest {
    private static final int STEPS = Integer.getInteger("tests.model.steps", 2_000);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anySteps_giveWhatAPlainMapGives(boolean hasHeaps) {
        run(hasHeaps, Fault.NONE);
    }

    @Test
    void anySteps_whenCopiesOutliveWhatIsEvicted_areFoundOut() {
        AssertionError found =
                assertThrows(AssertionError.class, () -> run(true, Fault.EVICTS_WITHOUT_FORGETTING_THE_COPY));
        System.out.println("Model: found on a server: " + found.getMessage());
    }

    private static void run(boolean hasHeaps, Fault fault) {
        long seed = Long.getLong("tests.model.seed", System.nanoTime());
        PostgresFixture database = new PostgresFixture(new ManualClock());
        int step = 0;
        try (StoreModel model = new StoreModel(
                "model:" + UUID.randomUUID(),
                () -> database.server(PostgresFixture.sessions()),
                hasHeaps,
                fault,
                seed)) {
            for (; step < STEPS; step++) {
                model.step();
            }
            System.out.println("Model: " + STEPS + " steps on a server " + (hasHeaps ? "with" : "without")
                    + " heaps in front (seed " + seed + "): " + new TreeMap<>(model.counts()));
        } catch (AssertionError e) {
            throw new AssertionError(
                    "Seed " + seed + ", step " + step + ": "
                            + String.valueOf(e.getMessage()).replaceAll("v{3,}", "v..."),
                    e);
        }
    }
}
