package io.refrain.jcache;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still unless it is told otherwise. Safe for use by several threads at once. */
final class FakeClock implements InstantSource {
    private final AtomicLong millis = new AtomicLong(1_000_000);

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }

    @Override
    public long millis() {
        return millis.get();
    }

    void set(long now) {
        millis.set(now);
    }

    void advance(long by) {
        millis.addAndGet(by);
    }
}
