package io.refrain.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Date;
import java.util.List;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;

/** What a persistent cache has when it is opened again. */
abstract class PersistenceContract extends CacheContract {
    PersistenceContract(Medium medium) {
        super(medium);
    }

    // Point 32
    @Test
    void close_thenReopened_hasWhatWasPut() {
        Cache<String, String> cache = create(strings());
        cache.put("k", "v");
        cache.put("gone", "v");
        cache.remove("gone");
        cache.close();

        Cache<String, String> again = create(heard());
        assertEquals("v", again.get("k"));
        assertFalse(again.containsKey("gone"));
        assertEquals(List.of(), listener.heard);

        reopen();
        assertEquals("v", create(strings()).get("k"));
    }

    // Point 32
    @Test
    void close_thenReopened_hasKeysAndValuesThatAreCopied() {
        MutableConfiguration<Date, Date> dates = typed(Date.class, Date.class);
        create(dates).put(new Date(1), new Date(2));

        reopen();

        Cache<Date, Date> again = create(dates);
        again.get(new Date(1)).setTime(-1);
        assertEquals(new Date(2), again.get(new Date(1)));
        assertEquals(new Date(1), again.iterator().next().getKey());
    }

    // Point 32
    @Test
    void reopened_afterItsTime_isExpired() {
        policy.creation = FakePolicy.millis(100);
        create(strings()).put("k", "v");

        clock.advance(99);
        reopen();
        assertTrue(create(strings()).containsKey("k"));
        clock.advance(1);
        reopen();
        Cache<String, String> again = create(heard());
        assertNull(again.get("k"));
        assertEquals(List.of("EXPIRED k: v -> v"), listener.heard);
    }

    // Point 32
    @Test
    void reopened_afterAnAccess_livesAsLongAsThatGaveIt() {
        policy.creation = FakePolicy.millis(100);
        policy.access = FakePolicy.millis(100);
        Cache<String, String> cache = create(strings());
        cache.put("k", "v");
        clock.advance(60);
        cache.get("k");

        reopen();

        clock.advance(99);
        assertTrue(create(strings()).containsKey("k"));
    }

    // Point 32
    @Test
    void destroyCache_deletesAlsoWhatIsClosedOrWasNeverOpened() {
        create(strings()).put("k", "v");
        create("closed", strings()).put("k", "v");
        manager.getCache("closed").close();
        create("other", strings()).put("k", "v");

        manager.destroyCache("closed");
        reopen();
        manager.destroyCache("c");

        assertNull(create(strings()).get("k"));
        assertNull(create("closed", strings()).get("k"));
        assertEquals("v", create("other", strings()).get("k"));
    }

    // Point 32
    @Test
    void clear_thenReopened_isEmpty() {
        Cache<String, String> cache = create(strings());
        cache.put("k", "v");
        create("other", strings()).put("k", "v");
        cache.clear();

        reopen();

        assertFalse(create(strings()).iterator().hasNext());
        assertTrue(create("other", strings()).containsKey("k"));
    }
}
