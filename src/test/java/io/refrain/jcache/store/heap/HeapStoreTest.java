package io.refrain.jcache.store.heap;

import static org.junit.jupiter.api.Assertions.assertSame;

import io.refrain.jcache.store.Storage;
import io.refrain.jcache.store.StoreContract;
import org.junit.jupiter.api.Test;

class HeapStoreTest extends StoreContract {

    @Override
    protected Storage open() {
        return new HeapStorage();
    }

    @Test
    void findWithoutBlocking_ofAnEntry_givesIt() {
        keep("k", "v");
        assertSame(store.find("k"), store.findWithoutBlocking("k"));
    }
}
