package io.refrain.jcache;

import java.io.Closeable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;

/** An expiry policy that says what it is told to, and notes what it was asked for. */
final class FakePolicy implements ExpiryPolicy, Closeable {
    volatile Supplier<@Nullable Duration> creation = () -> Duration.ETERNAL;
    volatile Supplier<@Nullable Duration> access = () -> null;
    volatile Supplier<@Nullable Duration> update = () -> null;
    final List<String> asked = new CopyOnWriteArrayList<>();
    final AtomicInteger accesses = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();

    static Supplier<@Nullable Duration> millis(long millis) {
        return () -> new Duration(TimeUnit.MILLISECONDS, millis);
    }

    static Supplier<@Nullable Duration> zero() {
        return () -> Duration.ZERO;
    }

    static Supplier<@Nullable Duration> nothing() {
        return () -> null;
    }

    static Supplier<@Nullable Duration> failing() {
        return () -> {
            throw new IllegalStateException("The policy fails");
        };
    }

    @Override
    @SuppressWarnings("NullAway") // the API does not say that it may be null
    public Duration getExpiryForCreation() {
        asked.add("creation");
        return creation.get();
    }

    @Override
    public @Nullable Duration getExpiryForAccess() {
        asked.add("access");
        accesses.incrementAndGet();
        return access.get();
    }

    @Override
    public @Nullable Duration getExpiryForUpdate() {
        asked.add("update");
        return update.get();
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
