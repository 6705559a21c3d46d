package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.store.Bounds;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When it is worth while to count. */
class OccupancyTest {
    private static final Bounds BOUNDS = Bounds.ofEntries(4_000);

    private final Occupancy occupancy = new Occupancy();

    private void perhapsAdd(int entries) {
        IntStream.range(0, entries).forEach(i -> occupancy.perhapsAdded(100));
    }

    @Test
    void isPerhapsCrowded_whenManyWerePutWithoutALook_isTrueFromHalfTheBoundOn() {
        perhapsAdd(1_999);
        assertFalse(occupancy.isPerhapsCrowded(BOUNDS));
        perhapsAdd(1);
        assertTrue(occupancy.isPerhapsCrowded(BOUNDS));
    }

    @Test
    void isPerhapsCrowded_whenWhatWasPutWasLookedFor_isFalse() {
        IntStream.range(0, 3_000).forEach(i -> occupancy.added(100));
        assertTrue(occupancy.isCrowded(BOUNDS));
        assertFalse(occupancy.isPerhapsCrowded(BOUNDS));
    }

    @Test
    void isPerhapsCrowded_whenFewWerePutWithoutALook_isFalse() {
        IntStream.range(0, 1_500).forEach(i -> occupancy.added(100));
        perhapsAdd(999);
        assertTrue(occupancy.isCrowded(BOUNDS));
        assertFalse(occupancy.isPerhapsCrowded(BOUNDS));
    }

    @Test
    void isPerhapsCrowded_afterClear_isFalse() {
        perhapsAdd(4_000);
        occupancy.cleared();
        assertFalse(occupancy.isPerhapsCrowded(BOUNDS));
    }
}
