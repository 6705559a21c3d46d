package io.refrain.jcache.internal.store.database.sqlite;

import io.refrain.jcache.internal.store.database.Medium.Upkeep;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Gives pages that nothing is in any more back to the file system, a few at a time in the background, while nobody writes. Safe for use by several threads at once. */
final class FreePages {
    private static final Logger LOG = System.getLogger(FreePages.class.getName());

    /** So many stay for what comes. */
    private static final int KEPT = 256;

    private static final int AT_ONCE = 64;
    private static final int DROPPED_PER_LOOK = 256;

    /** So that those who write come in between. */
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile @Nullable Upkeep upkeep;

    /** Since somebody looked. Of the thread that writes. */
    private long dropped;

    void start(Upkeep started) {
        upkeep = started;
    }

    /** A transaction was committed that dropped rows; called by the thread that writes. */
    void dropped(int rows) {
        dropped += rows;
        if (dropped >= DROPPED_PER_LOOK) {
            dropped = 0;
            schedule(Duration.ZERO);
        }
    }

    private void schedule(Duration delay) {
        Upkeep background = upkeep;
        if (background != null && scheduled.compareAndSet(false, true)) {
            background.inBackground(() -> giveBack(background), delay);
        }
    }

    private void giveBack(Upkeep background) {
        scheduled.set(false);
        try {
            background.whileNobodyWrites(session -> {
                if (((SqliteSession) session).giveBack(AT_ONCE, KEPT)) {
                    schedule(PAUSE);
                }
            });
        } catch (CacheException e) {
            LOG.log(Level.DEBUG, "Pages could not be given back", e);
        }
    }
}
