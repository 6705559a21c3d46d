package io.refrain.jcache.store;

import java.util.Collection;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Locks for keys, by hash: equal keys share a lock, and few others do. Reentrant, so that the holder of one key may hold another.
 * Safe for use by several threads at once.
 */
public final class KeyLocks {
    /** How many locks there are. */
    public static final int STRIPES = 1024;

    private static final int SPINS = 64;

    private final Lock[] locks;

    /** For the threads of this process. */
    public KeyLocks() {
        this(stripe -> new ReentrantLock());
    }

    /** @param maker makes the lock of each number below {@link #STRIPES}, which is reentrant */
    public KeyLocks(IntFunction<? extends Lock> maker) {
        locks = IntStream.range(0, STRIPES).mapToObj(maker).toArray(Lock[]::new);
    }

    /** Holds a key; waits while another thread does. */
    public Lock hold(Object key) {
        Lock lock = locks[stripe(key)];
        // A key is held for well under a microsecond as a rule: less than it takes to put a thread to sleep.
        for (int i = 0; i < SPINS; i++) {
            if (lock.tryLock()) {
                return lock;
            }
            Thread.onSpinWait();
        }
        lock.lock();
        return lock;
    }

    /** Holds all the keys, always in the same order, so that two such calls cannot wait for each other. */
    public Lock[] holdAll(Collection<?> keys) {
        Lock[] held = keys.stream()
                .mapToInt(KeyLocks::stripe)
                .sorted()
                .distinct()
                .mapToObj(i -> locks[i])
                .toArray(Lock[]::new);
        for (Lock lock : held) {
            lock.lock();
        }
        return held;
    }

    /** Holds a key unless another thread does; null when it does. */
    public @Nullable Lock tryHold(Object key) {
        Lock lock = locks[stripe(key)];
        return lock.tryLock() ? lock : null;
    }

    /** Holds every key there is or may be, in the same order as {@link #holdAll}. */
    public Lock[] holdEverything() {
        for (Lock lock : locks) {
            lock.lock();
        }
        return locks.clone();
    }

    private static int stripe(Object key) {
        int hash = key.hashCode();
        hash ^= hash >>> 16;
        hash *= 0x45d9f3b;
        return (hash ^ (hash >>> 16)) & (STRIPES - 1);
    }
}
