package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store against a plain map, at random: {@code -Dtests.model.steps=1000000} for so many steps, {@code -Dtests.model.seed=7} for those of an earlier run. */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class StoreModelTest {
    private static final int STEPS = Integer.getInteger("tests.model.steps", 4_000);
    private static final int STEPS_TO_FIND_A_FAULT = 4_000;

    @TempDir
    Path directory;

    @Test
    void anySteps_giveWhatAPlainMapGives() {
        run(Fault.NONE, STEPS);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void anySteps_onAFaultyStore_areFoundOut(Fault fault) {
        AssertionError found = assertThrows(AssertionError.class, () -> run(fault, STEPS_TO_FIND_A_FAULT));
        System.out.println("Model: " + fault + " was found: " + found.getMessage());
    }

    private void run(Fault fault, int steps) {
        long seed = Long.getLong("tests.model.seed", System.nanoTime());
        int step = 0;
        try (StoreModel model = new StoreModel(directory.resolve("model.db"), fault, seed)) {
            for (; step < steps; step++) {
                model.step();
            }
            System.out.println("Model: " + steps + " steps (seed " + seed + "): " + new TreeMap<>(model.counts()));
        } catch (AssertionError e) {
            throw new AssertionError(
                    "Seed " + seed + ", step " + step + ": "
                            + String.valueOf(e.getMessage()).replaceAll("v{3,}", "v..."),
                    e);
        }
    }
}
