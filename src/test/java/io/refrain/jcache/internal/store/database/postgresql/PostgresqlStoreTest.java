package io.refrain.jcache.internal.store.database.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.ManualClock;
import io.refrain.jcache.internal.store.Storage;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoreContract;
import io.refrain.jcache.internal.store.database.DatabaseStoreContract;
import io.refrain.jcache.internal.store.tiered.TieredStorage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contracts of stores, in PostgreSQL. */
@NeedsPostgres
class PostgresqlStoreTest {
    @Nested
    class AloneTest extends DatabaseStoreContract {
        private final PostgresFixture database = new PostgresFixture(clock);

        @Override
        protected Storage open() {
            return database.open("sweep-interval", "1h", "touch-window", "1m");
        }

        @Override
        protected String sql(String sql) {
            return database.sql(sql);
        }

        @Test
        void update_throughTwoReplicas_isAtomic() throws Exception {
            try (Storage second = database.replica("two", "sweep-interval", "1h");
                    Store<String> other = second.open(
                            "a", Bounds.ofEntries(1_000), Durability.COMMITTED, codecs, evictions::addAndGet)) {
                AtomicInteger turn = new AtomicInteger();
                inParallel(() -> countUp(turn.getAndIncrement() % 2 == 0 ? store : other, () -> "counter", 50));
                assertEquals(400, value("counter"));
                assertEquals(1, other.size());
            }
        }
    }

    @Nested
    class TieredTest extends StoreContract {
        private final PostgresFixture database = new PostgresFixture(new ManualClock());

        @Override
        protected Storage open() {
            return new TieredStorage(database.open(), Bounds.ofEntries(100));
        }

        @Test
        void findWithoutBlocking_afterAKeep_givesTheEntry() {
            keep("k", "v");
            assertNotNull(store.findWithoutBlocking("k"));
        }
    }
}
