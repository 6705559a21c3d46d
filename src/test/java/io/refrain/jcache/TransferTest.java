package io.refrain.jcache;

import org.junit.jupiter.api.Nested;

/** Taking entries elsewhere and back, on both persistent stores. */
class TransferTest {
    @Nested
    class SqliteTest extends TransferContract {
        SqliteTest() {
            super(Medium.SQLITE);
        }
    }

    @Nested
    class TieredTest extends TransferContract {
        TieredTest() {
            super(Medium.TIERED);
        }
    }
}
