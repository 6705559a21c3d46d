package io.refrain.jcache.store.sql;

import io.refrain.jcache.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one thread of one process holds: among the threads of this process a reentrant one, among processes a byte of a file, which the
 * operating system takes back when the process ends. Safe for use by several threads at once.
 *
 * <p>It tries again and again, since a thread that waited in the operating system could be interrupted there, which closes the file for all.
 */
final class SharedLock implements Lock {
    private static final int YIELDS = 20;
    private static final long SHORTEST_WAIT_NANOS = 20_000;
    private static final long LONGEST_WAIT_NANOS = 1_000_000;

    private final ReentrantLock here = new ReentrantLock();
    private final FileChannel channel;
    private final long at;
    private @Nullable FileLock held;

    /**
     * @param channel of the file, open for writing
     * @param at which byte, which need not exist
     */
    SharedLock(FileChannel channel, long at) {
        this.channel = channel;
        this.at = at;
    }

    /** Locks a byte unless somebody else has it; null when somebody has. */
    static @Nullable FileLock tryLock(FileChannel channel, long at, boolean shared) throws IOException {
        try {
            return channel.tryLock(at, 1, shared);
        } catch (OverlappingFileLockException e) {
            // Somebody in this process, such as another class loader's copy of this class.
            return null;
        }
    }

    @Override
    public void lock() {
        here.lock();
        lockFile(Long.MAX_VALUE);
    }

    @Override
    public boolean tryLock() {
        return here.tryLock() && lockFile(0);
    }

    /** {@inheritDoc} So long for other processes; without regard to interrupts. */
    @Override
    public boolean tryLock(long time, TimeUnit unit) {
        here.lock();
        return lockFile(unit.toNanos(time));
    }

    @Override
    public void lockInterruptibly() {
        throw new UnsupportedOperationException("Waits without regard to interrupts");
    }

    /** For the thread that holds it here; lets that go when it fails. */
    private boolean lockFile(long nanos) {
        boolean locked = here.getHoldCount() > 1;
        try {
            long start = System.nanoTime();
            for (int i = 0; !locked; i++) {
                held = tryLock(channel, at, false);
                locked = held != null;
                if (!locked && System.nanoTime() - start >= nanos) {
                    return false;
                }
                if (!locked) {
                    await(i);
                }
            }
            return true;
        } catch (IOException e) {
            throw new StoreException("The file by which processes share another cannot be locked: " + e, e);
        } finally {
            if (!locked) {
                here.unlock();
            }
        }
    }

    private static void await(int tried) {
        if (tried < YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(
                    Math.min(LONGEST_WAIT_NANOS, SHORTEST_WAIT_NANOS << Math.min(10, (tried - YIELDS) / 4)));
        }
    }

    @Override
    public void unlock() {
        try {
            FileLock last = here.getHoldCount() == 1 ? held : null;
            if (last != null) {
                held = null;
                last.release();
            }
        } catch (IOException e) {
            throw new StoreException("The file by which processes share another cannot be unlocked: " + e, e);
        } finally {
            here.unlock();
        }
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("Nobody waits for other processes");
    }
}
