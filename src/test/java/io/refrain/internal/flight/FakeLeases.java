package io.refrain.internal.flight;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Leases of processes that are objects here, by a clock that stands still. Safe for use by several threads at once. */
public final class FakeLeases {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Map<Object, Held> held = new HashMap<>();
    private final Set<CompletableFuture<Void>> waiting = new HashSet<>();
    private Instant now = Instant.EPOCH;
    private boolean down;

    /** What one process sees of them. */
    public <K> Leases<K> replica() {
        return new Replica<>();
    }

    /** Lets time pass, in which nobody renews anything, and wakes all who wait, as they do by themselves from time to time. */
    public void pass(Duration time) {
        Set<CompletableFuture<Void>> woken;
        synchronized (this) {
            now = now.plus(time);
            woken = Set.copyOf(waiting);
            waiting.clear();
        }
        woken.forEach(over -> over.complete(null));
    }

    /** Nobody can be asked any more, or again. */
    public synchronized void down(boolean becomes) {
        down = becomes;
    }

    /** How many processes wait. */
    public synchronized int waiting() {
        return waiting.size();
    }

    private synchronized Leases.Claim claim(Object key, Object process) {
        if (down) {
            throw new IllegalStateException("down");
        }
        Held there = held.get(key);
        if (there != null && there.end.isAfter(now)) {
            if (there.process == process) {
                return Leases.Lease.NOMINAL;
            }
            CompletableFuture<Void> over = new CompletableFuture<>();
            waiting.add(over);
            return new Leases.Refusal(over);
        }
        Held mine = new Held(process, now.plus(LIMIT));
        held.put(key, mine);
        return (Leases.Lease) () -> release(key, mine);
    }

    private void release(Object key, Held mine) {
        boolean released;
        synchronized (this) {
            released = held.get(key) == mine;
            if (released) {
                held.remove(key);
            }
        }
        if (released) {
            pass(Duration.ZERO);
        }
    }

    private record Held(Object process, Instant end) {}

    private final class Replica<K> implements Leases<K> {
        @Override
        public Claim claim(K key) {
            return FakeLeases.this.claim(key, this);
        }

        @Override
        public Duration limit() {
            return LIMIT;
        }
    }
}
