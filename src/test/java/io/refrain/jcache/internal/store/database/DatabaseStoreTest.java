package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.Storage;
import io.refrain.jcache.internal.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseStoreTest extends DatabaseStoreContract {
    @TempDir
    Path directory;

    @Override
    protected Storage open() {
        return file().open("sweep-interval", "1h");
    }

    @Override
    protected String sql(String sql) {
        return file().sql(sql);
    }

    private FileFixture file() {
        return new FileFixture(directory.resolve("refrain.db"), clock);
    }

    @Test
    void update_throughTwoStoragesOfOneFile_isAtomic() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), file().path());
        try (Storage second = new FileFixture(link, clock).open();
                Store<String> other =
                        second.open("a", Bounds.ofEntries(10), Durability.COMMITTED, codecs, evictions::addAndGet)) {
            AtomicInteger turn = new AtomicInteger();
            inParallel(() -> countUp(turn.getAndIncrement() % 2 == 0 ? store : other, () -> "counter", 50));
            assertEquals(400, value("counter"));
            assertEquals(1, store.size());
            assertEquals(1, other.size());
        }
        keep("k", "v");
        assertEquals(2, store.size());
    }
}
