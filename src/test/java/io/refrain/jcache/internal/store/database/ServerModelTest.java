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

/** The store on PostgreSQL against a plain map, at random, with the properties of {@link StoreModelTest}. */
@NeedsPostgres
@Timeout(value = 2, unit = TimeUnit.HOURS)
class ServerModelTest {
    private static final int STEPS = Integer.getInteger("tests.model.steps", 2_000);

    @Test
    void anySteps_giveWhatAPlainMapGives() {
        run(Fault.NONE);
    }

    @Test
    void anySteps_whenCopiesOutliveWhatIsEvicted_areFoundOut() {
        AssertionError found = assertThrows(AssertionError.class, () -> run(Fault.EVICTS_WITHOUT_FORGETTING_THE_COPY));
        System.out.println("Model: found on a server: " + found.getMessage());
    }

    private static void run(Fault fault) {
        long seed = Long.getLong("tests.model.seed", System.nanoTime());
        PostgresFixture database = new PostgresFixture(new ManualClock());
        int step = 0;
        try (StoreModel model = new StoreModel(
                "model:" + UUID.randomUUID(), () -> database.server(PostgresFixture.sessions()), fault, seed)) {
            for (; step < STEPS; step++) {
                model.step();
            }
            System.out.println(
                    "Model: " + STEPS + " steps on a server (seed " + seed + "): " + new TreeMap<>(model.counts()));
        } catch (AssertionError e) {
            throw new AssertionError(
                    "Seed " + seed + ", step " + step + ": "
                            + String.valueOf(e.getMessage()).replaceAll("v{3,}", "v..."),
                    e);
        }
    }
}
