package io.refrain.jcache;

import io.refrain.jcache.internal.event.Changes;
import io.refrain.jcache.internal.event.Listeners;
import io.refrain.jcache.internal.expiry.Deadlines;
import io.refrain.jcache.internal.management.Statistics;
import io.refrain.jcache.internal.operation.Change;
import io.refrain.jcache.internal.operation.Decision;
import io.refrain.jcache.internal.operation.Expire;
import io.refrain.jcache.internal.operation.Lookup;
import io.refrain.jcache.internal.operation.NewValue;
import io.refrain.jcache.internal.operation.Operation;
import io.refrain.jcache.internal.operation.Put;
import io.refrain.jcache.internal.store.Slot;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.StoredEntry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.cache.CacheException;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * The one way by which an entry changes: hands an operation what is there, and carries out what it decides. While the key is held, the
 * decision goes through the writer, is kept, and its event takes its place; once the key is let go, it is counted and the synchronous
 * listeners are waited for. Safe for use by several threads at once.
 */
final class Mutator<K, V> {
    private static final Logger LOG = System.getLogger(Mutator.class.getName());

    private final RefrainCache<K, V> cache;
    private final Store<K> store;
    private final Values<K, V> values;
    private final Deadlines deadlines;
    private final EntryWriter<K, V> writer;
    private final Listeners<K, V> listeners;
    private final Statistics statistics;
    private final InstantSource clock;
    private final UnaryOperator<K> keyCopies;

    /** Whether a put does the same to an entry that is there as to one that is not, as long as nobody listens. */
    private final boolean blindPuts;

    /** Whether what time it is makes no difference, so that no write has to look at the clock. */
    private final boolean timeless;

    Mutator(
            RefrainCache<K, V> cache,
            Store<K> store,
            Values<K, V> values,
            Deadlines deadlines,
            EntryWriter<K, V> writer,
            Listeners<K, V> listeners,
            Statistics statistics,
            InstantSource clock) {
        this.cache = cache;
        this.store = store;
        this.values = values;
        this.deadlines = deadlines;
        this.writer = writer;
        this.listeners = listeners;
        this.statistics = statistics;
        this.clock = clock;
        this.keyCopies = values::key;
        this.blindPuts = deadlines.areTheSameForUpdates();
        this.timeless = deadlines.areEternal() && !store.keepsTimes();
    }

    /** Applies an operation to the entry of a key and gives what the operation gives. */
    <R extends @Nullable Object> R apply(K key, Operation<V, R> operation) {
        boolean counted = cache.isStatisticsEnabled();
        boolean timed = counted && statistics.isChangeSampled();
        long start = timed ? System.nanoTime() : 0;
        K own = values.key(key);
        Changes<K, V> changes = listeners.changes(cache, values.codecs(), keyCopies);
        Applied<R> applied;
        try {
            applied = store.update(own, slot -> change(slot, own, operation, key, writer, changes, now()));
        } catch (Throwable e) {
            failed(e, changes, 1);
            throw e;
        }
        if (counted) {
            count(applied, timed ? System.nanoTime() - start : Statistics.NOT_TIMED);
        }
        deliver(changes, applied.failure());
        return applied.result();
    }

    /** Applies an operation to each of several entries, past the writer. */
    void applyAll(Map<K, ? extends Operation<V, ?>> operations) {
        applyAll(operations, EntryWriter.BulkOutcome::none);
    }

    /**
     * Applies an operation to each of several entries, all held at once, after the writer has seen them all: those that it failed on stay
     * as they are.
     *
     * @param writing tells the writer
     */
    void applyAll(Map<K, ? extends Operation<V, ?>> operations, Supplier<EntryWriter.BulkOutcome<K>> writing) {
        if (operations.isEmpty()) {
            return;
        }
        boolean counted = cache.isStatisticsEnabled();
        long start = counted ? System.nanoTime() : 0;
        Changes<K, V> changes = listeners.changes(cache, values.codecs(), keyCopies);
        List<Applied<?>> applied = new ArrayList<>(operations.size());
        EntryWriter.BulkOutcome<K> written;
        try {
            written = store.updateAll(operations.keySet(), slots -> {
                long now = now();
                EntryWriter.BulkOutcome<K> outcome = writing.get();
                operations.forEach((key, operation) -> {
                    if (!outcome.failed().contains(key)) {
                        applied.add(change(slots.apply(key), key, operation, key, EntryWriter.none(), changes, now));
                    }
                });
                return outcome;
            });
        } catch (Throwable e) {
            failed(e, changes, operations.size());
            throw e;
        }
        if (counted && !applied.isEmpty()) {
            long each = (System.nanoTime() - start) / applied.size();
            applied.forEach(one -> count(one, each));
        }
        deliver(changes, written.failure());
    }

    /**
     * Drops those of several entries that have expired, for a store that found them by itself, and tells the listeners of them, past the writer. What a
     * listener throws is logged, since nobody asked for anything.
     *
     * @param keys the cache's own; whatever else they may be by now is left alone
     */
    void expire(Collection<? extends K> keys) {
        Map<K, Operation<V, ?>> expiries = new LinkedHashMap<>();
        keys.forEach(key -> expiries.put(key, new Expire<>()));
        try {
            applyAll(expiries);
        } catch (CacheEntryListenerException e) {
            LOG.log(Level.WARNING, "A listener failed on entries that have expired", e);
        }
    }

    /** Whether anybody wants to know what has expired. */
    boolean listensForExpiry() {
        return listeners.listenFor(EventType.EXPIRED);
    }

    private long now() {
        return timeless ? 0 : clock.millis();
    }

    /**
     * @param key the cache's own, which nobody else may get hold of
     * @param told the key that the writer sees
     */
    @SuppressWarnings("unchecked") // a put's result
    private <R extends @Nullable Object> Applied<R> change(
            Slot slot,
            K key,
            Operation<V, R> operation,
            K told,
            EntryWriter<K, V> through,
            @Nullable Changes<K, V> changes,
            long now) {
        if (blindPuts && changes == null && (Operation<?, ?>) operation instanceof Put<?> put) {
            return (Applied<R>) putBlindly((NewValue<V>) put.value(), slot, told, through, now);
        }
        LiveEntry<V> current = live(slot, key, now, changes);
        Lookup lookup = Lookup.NONE;
        Decision<V, R> decision;
        try {
            decision = operation.decide(current);
            lookup = decision.lookup();
            if (decision.failure() != null) {
                return Applied.failed(decision.failure(), lookup);
            }
            writeThrough(decision, told, through);
        } catch (Throwable e) {
            // Not thrown from here, so that the store keeps what became of an expired entry.
            return Applied.failed(e, lookup);
        }
        return carryOut(decision, slot, key, current.stored(), now, changes);
    }

    /** What is there, once what has expired is dropped, which is an event, or what cannot be read any more, which is none. */
    private LiveEntry<V> live(Slot slot, K key, long now, @Nullable Changes<K, V> changes) {
        StoredEntry found = slot.current();
        LiveEntry<V> live = new LiveEntry<>(found, values);
        if (found == null) {
            return live;
        }
        boolean expired = found.isExpiredAt(now);
        if (!expired && values.isKey(key) && live.exists()) {
            return live;
        }
        slot.drop();
        if (expired && changes != null && values.isKey(key) && live.exists()) {
            changes.note(EventType.EXPIRED, key, null, found.value());
        }
        return new LiveEntry<>(null, values);
    }

    /** Without a look at what was there, which may cost as much as the rest, where that makes no difference to anybody. */
    private Applied<@Nullable Void> putBlindly(
            NewValue<V> value, Slot slot, K told, EntryWriter<K, V> through, long now) {
        try {
            through.write(told, value.live());
        } catch (Throwable e) {
            return Applied.failed(e, Lookup.NONE);
        }
        if (!timeless || !slot.replaceValue(value.stored())) {
            slot.keep(new StoredEntry(value.stored(), now, deadlines.afterCreation(now)));
        }
        return new Applied<@Nullable Void>(null, null, Lookup.NONE, Change.WRITE);
    }

    private static <K, V> void writeThrough(Decision<V, ?> decision, K key, EntryWriter<K, V> through) {
        if (decision.change() == Change.WRITE) {
            through.write(key, Objects.requireNonNull(decision.value()).live());
        } else if (decision.change() == Change.REMOVE) {
            through.delete(key);
        }
    }

    private <R extends @Nullable Object> Applied<R> carryOut(
            Decision<V, R> decision,
            Slot slot,
            K key,
            @Nullable StoredEntry before,
            long now,
            @Nullable Changes<K, V> changes) {
        boolean changed =
                switch (decision.change()) {
                    case NONE -> false;
                    case ACCESS -> {
                        access(key, before, now);
                        yield false;
                    }
                    case REMOVE -> before != null && remove(slot, key, before, changes);
                    case WRITE, LOAD -> {
                        Object stored = Objects.requireNonNull(decision.value()).stored();
                        yield before == null
                                ? create(slot, key, stored, now, changes)
                                : update(slot, key, stored, before, now, changes);
                    }
                };
        boolean stillborn = before == null && decision.value() != null && !changed;
        return new Applied<>(
                stillborn ? decision.resultIfStillborn() : decision.result(),
                null,
                decision.lookup(),
                changed ? decision.change() : Change.NONE);
    }

    private void access(K key, @Nullable StoredEntry entry, long now) {
        if (entry != null && deadlines.movedByAccess()) {
            long deadline = entry.expiresAt();
            long moved = deadlines.afterAccess(now, deadline);
            if (moved != deadline) {
                store.touch(key, entry, moved);
            }
        }
    }

    private boolean remove(Slot slot, K key, StoredEntry before, @Nullable Changes<K, V> changes) {
        slot.drop();
        note(changes, EventType.REMOVED, key, null, before.value());
        return true;
    }

    private boolean create(Slot slot, K key, Object stored, long now, @Nullable Changes<K, V> changes) {
        long deadline = deadlines.afterCreation(now);
        if (deadline <= now) {
            return false;
        }
        slot.keep(new StoredEntry(stored, now, deadline));
        note(changes, EventType.CREATED, key, stored, null);
        return true;
    }

    private boolean update(
            Slot slot, K key, Object stored, StoredEntry before, long now, @Nullable Changes<K, V> changes) {
        long deadline = deadlines.afterUpdate(now, before.expiresAt());
        boolean lives = deadline > now;
        if (lives) {
            slot.keep(new StoredEntry(stored, now, deadline));
        } else {
            slot.drop();
        }
        note(changes, EventType.UPDATED, key, stored, before.value());
        if (!lives) {
            note(changes, EventType.EXPIRED, key, null, stored);
        }
        return true;
    }

    /** The store failed: nothing happened that anybody should hear of. */
    private void failed(Throwable cause, @Nullable Changes<K, V> changes, int entries) {
        if (changes != null) {
            changes.cancel();
        }
        if (cause instanceof StoreException) {
            statistics.failedWrites(entries);
        }
    }

    private void count(Applied<?> applied, long nanos) {
        if (applied.lookup() != Lookup.NONE) {
            statistics.lookup(applied.lookup() == Lookup.HIT, nanos);
        }
        if (applied.change() == Change.WRITE) {
            statistics.put(nanos);
        } else if (applied.change() == Change.REMOVE) {
            statistics.removal(nanos);
        }
    }

    /** The operation's own failure wins over that of a listener. */
    private static <K, V> void deliver(@Nullable Changes<K, V> changes, @Nullable Throwable failure) {
        Throwable first = failure;
        Throwable heard = changes == null ? null : changes.deliver();
        if (first == null) {
            first = heard;
        } else if (heard != null && heard != first) {
            first.addSuppressed(heard);
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (first != null) {
            throw new CacheException("The values of the cache failed: " + first, first);
        }
    }

    private static <K, V> void note(
            @Nullable Changes<K, V> changes,
            EventType type,
            K key,
            @Nullable Object stored,
            @Nullable Object storedBefore) {
        if (changes != null) {
            changes.note(type, key, stored, storedBefore);
        }
    }

    /**
     * What became of an operation.
     *
     * @param result what the caller gets, unless there is a failure
     * @param failure of the operation or the writer
     * @param lookup what is counted as a look-up
     * @param change what did happen to the entry
     */
    private record Applied<R extends @Nullable Object>(
            R result, @Nullable Throwable failure, Lookup lookup, Change change) {

        @SuppressWarnings({"NullAway", "unchecked"}) // the failure is thrown before anybody looks at the result
        static <R extends @Nullable Object> Applied<R> failed(Throwable failure, Lookup lookup) {
            return (Applied<R>) new Applied<@Nullable Object>(null, failure, lookup, Change.NONE);
        }
    }
}
