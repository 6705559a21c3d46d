package io.refrain.jcache.internal.event;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Runs tasks in the order in which they were lined up for their key, one at a time per key. Lining up and running are apart, so that a
 * task can take its place while its key is held and run once it is let go. Safe for use by several threads at once.
 *
 * <p>A task that lines up and runs further tasks does so within itself. It never waits for another thread, though: two tasks that each
 * run one for the other's key would wait for ever, and so would a task that wants a cache's key and the thread that holds it. Where another thread runs tasks of that key, that thread gets the further task, too.
 */
final class KeyOrder {
    /** Set while this thread runs a task of any order. */
    private static final ThreadLocal<Boolean> WITHIN_TASK = new ThreadLocal<>();

    private final ConcurrentMap<Object, Line> lines = new ConcurrentHashMap<>();
    private final BooleanSupplier mayNotWait;

    /** @param mayNotWait whether the current thread holds something that whoever runs a task may want; asked by who would wait */
    KeyOrder(BooleanSupplier mayNotWait) {
        this.mayNotWait = mayNotWait;
    }

    /** Gives the task the next place of its key. */
    Line lineUp(Object key, Runnable task) {
        return lines.compute(key, (k, line) -> {
            Line joined = line == null ? new Line(k) : line;
            joined.waiting++;
            joined.tasks.add(task);
            return joined;
        });
    }

    /** The tasks of one key. */
    final class Line {
        private final Object key;
        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        private final ReentrantLock running = new ReentrantLock();
        /** Tasks that have not yet ended; guarded by the map's lock on this key. */
        private int waiting;

        private Line(Object key) {
            this.key = key;
        }

        /** Runs what is lined up, or waits while another thread does: afterwards, whatever was lined up before has run. */
        void run() {
            if (WITHIN_TASK.get() != null) {
                runUnlessRunning();
                return;
            }
            if (!running.tryLock()) {
                if (mayNotWait.getAsBoolean()) {
                    runUnlessRunning();
                    return;
                }
                running.lock();
            }
            runAndUnlock();
            runUnlessRunning();
        }

        /** Runs what is lined up, or leaves it to the thread that is running this line. */
        void runUnlessRunning() {
            // What was lined up while this thread let go may have been left to it.
            while (!tasks.isEmpty() && running.tryLock()) {
                runAndUnlock();
            }
        }

        private void runAndUnlock() {
            Boolean outer = WITHIN_TASK.get();
            WITHIN_TASK.set(true);
            try {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    try {
                        task.run();
                    } finally {
                        lines.computeIfPresent(key, (k, line) -> --line.waiting == 0 ? null : line);
                    }
                }
            } finally {
                if (outer == null) {
                    WITHIN_TASK.remove();
                }
                running.unlock();
            }
        }
    }
}
