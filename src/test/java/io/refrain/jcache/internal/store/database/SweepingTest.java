package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoreObserver;
import io.refrain.jcache.internal.store.StoredEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What becomes of entries whose time is over, which nobody asks for. */
class SweepingTest extends FileTest {
    private static final Duration LIFE = Duration.ofSeconds(10);

    @Override
    String[] settings() {
        return new String[] {"sweep-interval", "5ms"};
    }

    private StoredEntry mortal(Object value) {
        return new StoredEntry(value, clock.millis(), clock.millis() + LIFE.toMillis());
    }

    private String rows() {
        return file().sql("select count(*) from cache_entry");
    }

    @Test
    void expired_isDropped_andTheOthersStay() {
        for (int i = 0; i < 400; i++) {
            keep(store(), "mortal " + i, mortal("v"));
        }
        keep("eternal", "v");
        clock.advance(LIFE);
        keep(store(), "young", mortal("v"));
        await("swept", () -> rows().equals("2"));
        assertEquals("v", value("eternal"));
        assertEquals("v", value("young"));
        assertEquals(2, store().size());
    }

    @Test
    void expired_ofACacheThatIsNotOpen_isDropped() {
        Store<String> other = open("other", Durability.COMMITTED, Bounds.ofEntries(100));
        keep(other, "k", mortal("v"));
        other.close();
        clock.advance(LIFE);
        await("swept", () -> rows().equals("0"));
    }

    @Test
    void accessed_againAndAgain_isNeverDropped() {
        keep(store(), "read", mortal("v"));
        for (int i = 0; i < 200; i++) {
            clock.advance(LIFE.dividedBy(2));
            StoredEntry found = found(store(), "read");
            store().touch("read", found, clock.millis() + LIFE.toMillis());
            keep(store(), "other", mortal("v" + i));
            Thread.yield();
        }
        assertNotNull(store().find("read"));
        clock.advance(LIFE);
        await("swept", () -> rows().equals("0"));
        assertNull(store().find("read"));
    }

    @Test
    void expired_whereSomebodyListens_isLeftToTheCache() {
        List<String> told = new CopyOnWriteArrayList<>();
        StoreObserver<String> observer = new StoreObserver<>() {
            @Override
            public void evicted(long entries) {}

            @Override
            public boolean listensForExpiry() {
                return true;
            }

            @Override
            public void expire(Collection<String> keys) {
                told.addAll(keys);
            }
        };
        try (Store<String> heard =
                storage().open("heard", Bounds.ofEntries(10), Durability.COMMITTED, codecs, observer)) {
            keep(heard, "k", mortal("v"));
            keep(heard, "stays", entry("v"));
            clock.advance(LIFE);
            await("told", () -> !told.isEmpty());
            assertEquals("v", value(heard, "k"));
            drop(heard, "k");
            assertEquals(List.of("k"), new ArrayList<>(told.subList(0, 1)));
        }
    }
}
