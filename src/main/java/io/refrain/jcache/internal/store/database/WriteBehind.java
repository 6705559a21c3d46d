package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.CacheException;

/** Commits what is pending in one cache, in the background or when somebody must. Safe for use by several threads at once. */
final class WriteBehind {
    private static final Logger LOG = System.getLogger(WriteBehind.class.getName());

    /** So many changes are committed in one transaction. */
    private static final int TOGETHER = 1_000;

    /** From this part of what may be pending on, it is committed at once in the background, so that nobody who adds to it has to. */
    private static final int EARLY_PART = 4;

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Database database;
    private final OpenCache cache;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean early = new AtomicBoolean();

    WriteBehind(Database database, OpenCache cache) {
        this.database = database;
        this.cache = cache;
    }

    /** Commits in the background, in time for the commit to be over when the window is; at once when much is pending already. */
    void soon() {
        if (isFilled(EARLY_PART) && early.compareAndSet(false, true)) {
            database.commitAfter(this::commitEarly, Duration.ZERO);
        }
        after(database.settings().batchWindow().multipliedBy(3).dividedBy(4));
    }

    /** Tries again in the background what could not be committed. */
    void again() {
        after(RETRY);
    }

    private void after(Duration delay) {
        if (scheduled.compareAndSet(false, true)) {
            database.commitAfter(this::commitInBackground, delay);
        }
    }

    private void commitEarly() {
        try {
            tryToCommit();
        } finally {
            early.set(false);
        }
    }

    private void commitInBackground() {
        scheduled.set(false);
        tryToCommit();
    }

    /** Whether so much is pending that whoever adds to it must commit it. */
    boolean isFull() {
        return isFilled(1);
    }

    private boolean isFilled(int part) {
        return cache.pending().count() >= database.settings().batchEntries() / part
                || cache.pending().bytes() > database.settings().batchBytes() / part;
    }

    /**
     * Commits all there is.
     *
     * @throws StoreException when that cannot be done; what is not committed is still pending
     */
    void commit() {
        List<Long> hashes = cache.pending().hashes();
        // Along the table, so that a transaction changes few pages, each for several rows.
        hashes.sort(Comparator.comparingLong(cache::id));
        for (int from = 0; from < hashes.size(); from += TOGETHER) {
            commit(hashes.subList(from, Math.min(from + TOGETHER, hashes.size())), false);
        }
    }

    /**
     * Commits what is pending of some keys, if need be in the place of what was unused the longest.
     *
     * @param synced whether it is on the disk then
     * @throws StoreException when that cannot be done; it is still pending then
     */
    void commit(List<Long> hashes, boolean synced) {
        try {
            database.commit(cache, hashes, synced);
        } catch (StoreException e) {
            if (e.reason() != StoreException.Reason.FULL || !hasMadeRoom(hashes)) {
                throw e;
            }
            database.commit(cache, hashes, synced);
        }
    }

    private boolean hasMadeRoom(List<Long> hashes) {
        long needed = 0;
        for (Long hash : hashes) {
            Change change = cache.pending().find(hash);
            needed += change == null ? 0 : change.bytes();
        }
        try {
            database.medium().compact();
            for (OpenCache.User user : cache.users()) {
                if (user.makeRoom(needed)) {
                    return true;
                }
            }
            return false;
        } catch (StoreException e) {
            return false;
        }
    }

    /** Commits all there is, or tries again later; whether it is committed. */
    boolean tryToCommit() {
        try {
            if (!cache.pending().isEmpty()) {
                commit();
                cache.failures().succeeded();
            }
            return true;
        } catch (CacheException e) {
            cache.failures().failed(e);
            LOG.log(Level.DEBUG, "What is pending stays so", e);
            again();
            return false;
        }
    }
}
