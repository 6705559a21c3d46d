package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.database.Change.Touch;
import io.refrain.jcache.internal.store.database.row.Amount;
import io.refrain.jcache.internal.store.database.row.RowHead;
import io.refrain.jcache.internal.store.database.row.RowIds;
import io.refrain.jcache.internal.store.database.row.RowKey;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.function.LongConsumer;

/**
 * Keeps one cache within its bounds: of a random sample of entries, those go that were unused the longest. An entry whose copy on a heap was read since it was last considered gets a second
 * chance. Safe for use by several threads at once.
 */
final class Evictor {
    private static final Logger LOG = System.getLogger(Evictor.class.getName());

    /** How many entries are looked at to choose from. */
    private static final int SAMPLE = 64;

    /** How many of a sample go at most, so that those that go are among the oldest of all. */
    private static final int MOST_OF_SAMPLE = SAMPLE / 4;

    /** Which part of a cache is made free beyond its bound, so that not each write has to evict. */
    private static final int SPARE_PART = 64;

    /** How many samples are taken for a write, beyond those for what it wrote itself, so that none waits for long. */
    private static final int MOST_SAMPLES = 16;

    private final Database database;
    private final OpenCache cache;
    private final Bounds bounds;
    private final LongConsumer evictions;
    private final AtomicBoolean running = new AtomicBoolean();

    Evictor(Database database, OpenCache cache, Bounds bounds, LongConsumer evictions) {
        this.database = database;
        this.cache = cache;
        this.bounds = bounds;
        this.evictions = evictions;
    }

    /** Remembers that an entry was read, where it will perhaps have to go. */
    void read(RowKey key) {
        if (cache.occupancy().isCrowded(bounds)) {
            cache.recency().read(key.hash(), database.clock().millis());
        }
    }

    /**
     * Evicts while there is too much; the caller may hold keys, of which none is evicted. Does not fail.
     *
     * @param written how many entries the caller has written: at least as many go, so that what is beyond the bounds never grows
     */
    void evict(int written) {
        int samples = MOST_SAMPLES + written / MOST_OF_SAMPLE;
        while (cache.occupancy().isBeyond(bounds) && running.compareAndSet(false, true)) {
            boolean done;
            try {
                done = evictNow(samples);
            } catch (StoreException e) {
                LOG.log(Level.DEBUG, "Nothing could be evicted", e);
                done = true;
            } finally {
                running.set(false);
            }
            if (done) {
                return;
            }
        }
    }

    /** Whether there is nothing more to do now. */
    private boolean evictNow(int samples) {
        if (cache.occupancy().isDoubtful()) {
            count();
        }
        for (int i = 0; i < samples && cache.occupancy().isBeyond(bounds); i++) {
            if (drop(excess(), MOST_OF_SAMPLE) == 0 && !hasCommitted()) {
                // What is there is held; the next write sees to it.
                return true;
            }
        }
        return cache.occupancy().isBeyond(bounds);
    }

    /** Whether something was pending, which is not evicted, and is so no more. */
    private boolean hasCommitted() {
        return !cache.pending().isEmpty() && cache.writeBehind().tryToCommit();
    }

    /** Counts what is there, if nobody has since the cache was opened, before anybody adds to it. Does not fail. */
    void countOnce() {
        if (!cache.occupancy().isKnown()) {
            Lock alone = cache.occupancy().counting();
            alone.lock();
            try {
                if (!cache.occupancy().isKnown()) {
                    count();
                }
            } catch (StoreException e) {
                LOG.log(Level.DEBUG, "What is there could not be counted", e);
            } finally {
                alone.unlock();
            }
        }
    }

    /** Counts what is there when that shows whether everybody has to look before he puts. Does not fail. */
    void countIfPerhapsCrowded() {
        if (cache.occupancy().isPerhapsCrowded(bounds) && running.compareAndSet(false, true)) {
            try {
                count();
            } catch (StoreException e) {
                LOG.log(Level.DEBUG, "What is there could not be counted", e);
            } finally {
                running.set(false);
            }
        }
    }

    /** Counts what is there; the thread puts nothing at the moment. What cannot be committed would be missing: then all stays as it is. */
    void count() {
        Lock alone = cache.occupancy().counting();
        alone.lock();
        try {
            if (cache.writeBehind().tryToCommit() || !cache.occupancy().isKnown()) {
                database.readers().<Boolean>read(session -> {
                    cache.occupancy().count(session, cache.range());
                    return true;
                });
            }
        } finally {
            alone.unlock();
        }
    }

    private Amount excess() {
        Amount amount = cache.occupancy().amount();
        long rows = amount.rows() - bounds.maxEntries();
        long bytes = amount.bytes() - bounds.maxBytes();
        long spare = Math.min(MOST_OF_SAMPLE, bounds.maxEntries() / SPARE_PART);
        return new Amount(rows + spare, bytes);
    }

    /** Evicts some of what was unused the longest, because the database has no room for so many bytes; whether it did. */
    boolean makeRoom(long needed) {
        Amount there = database.readers().read(session -> Occupancy.amount(session, cache.range()));
        // Not a large part of the cache for the sake of one entry.
        if (there.bytes() / 4 < needed) {
            return false;
        }
        long gone = 0;
        while (gone < needed) {
            long some = drop(new Amount(MOST_OF_SAMPLE, 2 * needed - gone), MOST_OF_SAMPLE);
            if (some == 0) {
                break;
            }
            gone += some;
        }
        return gone > 0;
    }

    /** Drops of one sample what covers an amount, in rows and in bytes; gives how many bytes. */
    private long drop(Amount excess, int most) {
        try (Victims victims = new Victims(database, cache)) {
            for (Candidate candidate : candidates()) {
                boolean covered = victims.count() >= excess.rows() && victims.bytes() >= excess.bytes();
                if (covered || victims.count() == most) {
                    break;
                }
                victims.drop(candidate.head());
            }
            victims.commit();
            if (victims.count() > 0) {
                evictions.accept(victims.count());
            }
            return victims.bytes();
        }
    }

    /** A sample, the longest unused first; what was read on a heap comes last, and only if there is nothing else. */
    private List<Candidate> candidates() {
        List<Candidate> candidates = new ArrayList<>();
        long now = database.clock().millis();
        for (RowHead head : database.readers().read(new Sample(cache.range(), SAMPLE)::heads)) {
            long hash = RowIds.hash(head.id());
            RowKey key = new RowKey(hash, head.key());
            long accessedAt = cache.recency().lastRead(hash, head.accessedAt());
            if (cache.pending().find(hash) instanceof Touch touch) {
                accessedAt = Math.max(accessedAt, touch.accessedAt());
            }
            if (cache.users().stream().anyMatch(user -> user.wasRead(key))) {
                cache.recency().read(hash, now);
                accessedAt = now;
            }
            candidates.add(new Candidate(head, accessedAt));
        }
        candidates.sort(Comparator.comparingLong(Candidate::accessedAt)
                .thenComparingLong(candidate -> candidate.head().version()));
        return candidates;
    }

    private record Candidate(RowHead head, long accessedAt) {}
}
