package io.refrain.jcache.store.sql;

import java.util.concurrent.atomic.AtomicLong;

/** How much a cache has in its file. Safe for use by several threads at once; rows and bytes may be read a moment apart. */
final class Total {
    private final AtomicLong rows;
    private final AtomicLong bytes;

    Total(Amount amount) {
        this.rows = new AtomicLong(amount.rows());
        this.bytes = new AtomicLong(amount.bytes());
    }

    void add(Amount amount) {
        rows.addAndGet(amount.rows());
        bytes.addAndGet(amount.bytes());
    }

    void subtract(Amount amount) {
        rows.addAndGet(-amount.rows());
        bytes.addAndGet(-amount.bytes());
    }

    Amount get() {
        return new Amount(rows.get(), bytes.get());
    }
}
