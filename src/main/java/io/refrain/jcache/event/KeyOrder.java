package io.refrain.jcache.event;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs tasks in the order in which they were lined up for their key, one at a time per key. Lining up and running are apart, so that a
 * task can take its place while its key is held and run once it is let go. A task that lines up and runs further tasks for its own key does
 * so within itself. Safe for use by several threads at once.
 */
final class KeyOrder<K> {
    private final ConcurrentMap<K, Line> lines = new ConcurrentHashMap<>();

    /** Gives the task the next place of its key. */
    Line lineUp(K key, Runnable task) {
        return lines.compute(key, (k, line) -> {
            Line joined = line == null ? new Line(k) : line;
            joined.waiting++;
            joined.tasks.add(task);
            return joined;
        });
    }

    /** The tasks of one key. */
    final class Line {
        private final K key;
        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        private final ReentrantLock running = new ReentrantLock();
        /** Tasks that have not yet ended; guarded by the map's lock on this key. */
        private int waiting;

        private Line(K key) {
            this.key = key;
        }

        /** Runs what is lined up, or waits while another thread does: afterwards, whatever was lined up before has run. */
        void run() {
            running.lock();
            try {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    try {
                        task.run();
                    } finally {
                        lines.computeIfPresent(key, (k, line) -> --line.waiting == 0 ? null : line);
                    }
                }
            } finally {
                running.unlock();
            }
        }
    }
}
