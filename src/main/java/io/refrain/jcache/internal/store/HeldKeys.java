package io.refrain.jcache.internal.store;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Knows the locks of all caches, so that a thread that waits for a key can tell what else it holds. Safe for use by several threads at once. */
public final class HeldKeys {
    private final Duration longestWait;
    private final List<WeakReference<KeyLocks>> all;

    /** @param longestWait how long a thread that holds a key waits for a further one */
    public HeldKeys(Duration longestWait) {
        this(longestWait, new CopyOnWriteArrayList<>());
    }

    private HeldKeys(Duration longestWait, List<WeakReference<KeyLocks>> all) {
        this.longestWait = longestWait;
        this.all = all;
    }

    /** The same locks, for caches where who holds a key waits so long for a further one. */
    public HeldKeys waitingFor(Duration longest) {
        return new HeldKeys(longest, all);
    }

    /** How long a thread that holds a key waits for a further one. */
    public Duration longestWait() {
        return longestWait;
    }

    void register(KeyLocks locks) {
        all.removeIf(there -> there.get() == null);
        all.add(new WeakReference<>(locks));
    }

    /** Looks through all the locks, which is for those who have waited already; null when the current thread holds none. */
    public @Nullable String ofThisThread() {
        for (WeakReference<KeyLocks> each : all) {
            KeyLocks locks = each.get();
            String held = locks == null ? null : locks.heldByThisThread();
            if (held != null) {
                return held;
            }
        }
        return null;
    }
}
