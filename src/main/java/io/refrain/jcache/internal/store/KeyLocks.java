package io.refrain.jcache.internal.store;

import java.io.Serial;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Locks for the keys of one cache, by hash: equal keys share a lock, and few others do. Reentrant, so that the holder of one key may hold another. Safe for use by several
 * threads at once.
 *
 * <p>Two threads that each hold a key and ask for the other's would wait for ever. So who holds a key of any cache waits a bounded time for a further one, then gets an error; who
 * holds none waits as long as it takes.
 */
public final class KeyLocks {
    /** How many locks there are. */
    static final int STRIPES = 1024;

    private static final int SPINS = 64;

    /** Long enough for nearly all waits to be over before it is found out what else the thread holds. */
    private static final Duration UNTIL_IT_IS_LOOKED = Duration.ofMillis(50);

    private final String cache;
    private final HeldKeys held;
    private final KeyLock[] locks;

    /**
     * @param cache its name, for the error
     * @param held knows what a thread holds elsewhere
     */
    public KeyLocks(String cache, HeldKeys held) {
        this.cache = cache;
        this.held = held;
        this.locks = IntStream.range(0, STRIPES).mapToObj(i -> new KeyLock()).toArray(KeyLock[]::new);
        held.register(this);
    }

    /**
     * Holds a key; waits while another thread does.
     *
     * @param hash the same for equal keys
     * @param key for the error only
     * @throws CacheException when the thread holds another key and has waited for too long
     */
    public Lock hold(long hash, Object key) {
        return hold(lock(hash), key);
    }

    private Lock hold(KeyLock lock, Object key) {
        // A key is held for well under a microsecond as a rule: less than it takes to put a thread to sleep.
        for (int i = 0; i < SPINS; i++) {
            if (lock.tryLock()) {
                lock.key = key;
                return lock;
            }
            Thread.onSpinWait();
        }
        await(lock, key);
        lock.key = key;
        return lock;
    }

    /** Without regard to interrupts, whose flag is kept. */
    private void await(KeyLock lock, Object key) {
        if (tryLock(lock, UNTIL_IT_IS_LOOKED)) {
            return;
        }
        Object other = held.ofThisThread();
        if (other == null) {
            lock.lock();
        } else if (!tryLock(lock, held.longestWait())) {
            throw new CacheException("Waited " + held.longestWait().toMillis() + " ms for the key '" + key
                    + "' of the cache '" + cache + "' while holding " + other + ". Somebody who holds the former may be"
                    + " waiting for the latter: let entry processors, writers and loaders use no further key of a cache"
                    + " by put, invoke or the like, or all of them in the same order");
        }
    }

    private static boolean tryLock(Lock lock, Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return lock.tryLock(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Holds all the keys, always in the same order, so that two such calls cannot wait for each other.
     *
     * @param hashes of the keys
     * @param key gives the key of a hash, for the error only
     */
    public Lock[] holdAll(Collection<Long> hashes, LongFunction<Object> key) {
        long[] oneOfEach = new long[STRIPES];
        int[] stripes = hashes.stream()
                .mapToInt(hash -> {
                    int stripe = stripe(hash);
                    oneOfEach[stripe] = hash;
                    return stripe;
                })
                .sorted()
                .distinct()
                .toArray();
        return holdAll(stripes, stripe -> key.apply(oneOfEach[(int) stripe]));
    }

    private Lock[] holdAll(int[] stripes, LongFunction<Object> key) {
        Lock[] all = new Lock[stripes.length];
        int holding = 0;
        try {
            for (int stripe : stripes) {
                all[holding] = hold(locks[stripe], key.apply(stripe));
                holding++;
            }
            return all;
        } finally {
            if (holding < stripes.length) {
                letGo(all);
            }
        }
    }

    /** Holds a key unless somebody does, this thread included, which may be in the middle of changing it; null when somebody does. */
    public @Nullable Lock tryHold(long hash, Object key) {
        return tryHold(hash, key, List.of());
    }

    /**
     * As {@link #tryHold(long, Object)}.
     *
     * @param together what this thread holds for the same purpose, and may hold again, since keys share locks
     */
    public @Nullable Lock tryHold(long hash, Object key, Collection<Lock> together) {
        KeyLock lock = lock(hash);
        if (lock.isHeldByCurrentThread() && !together.contains(lock) || !lock.tryLock()) {
            return null;
        }
        lock.key = key;
        return lock;
    }

    /** Holds every key there is or may be, in the same order as {@link #holdAll}. */
    public Lock[] holdEverything() {
        return holdAll(IntStream.range(0, STRIPES).toArray(), stripe -> "any");
    }

    /** Lets go of what {@link #holdAll} and {@link #holdEverything} gave; nulls are left out. */
    public static void letGo(@Nullable Lock[] held) {
        for (Lock lock : held) {
            if (lock != null) {
                lock.unlock();
            }
        }
    }

    /** What the current thread holds, in the words of an error; null for nothing. */
    @Nullable
    String heldByThisThread() {
        for (KeyLock lock : locks) {
            if (lock.isHeldByCurrentThread()) {
                return "the key '" + lock.key + "' of the cache '" + cache + "'";
            }
        }
        return null;
    }

    private KeyLock lock(long hash) {
        return locks[stripe(hash)];
    }

    private static int stripe(long hash) {
        int mixed = Long.hashCode(hash);
        mixed ^= mixed >>> 16;
        mixed *= 0x45d9f3b;
        return (mixed ^ (mixed >>> 16)) & (STRIPES - 1);
    }

    /** One of the locks, with the key that was asked for when it was locked last; for the thread that holds it. */
    private static final class KeyLock extends ReentrantLock {
        @Serial
        private static final long serialVersionUID = 1;

        private transient Object key = "";
    }
}
