package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.database.row.RowHead;
import io.refrain.jcache.internal.store.database.row.RowIds;
import io.refrain.jcache.internal.store.database.row.RowKey;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Drops what has expired in a database, in the background and a little at a time. Safe for use by several threads at once, of which one sweeps. */
final class Sweeper {
    private static final Logger LOG = System.getLogger(Sweeper.class.getName());

    /** How many go at a time, so that no write waits for them for long. */
    private static final int AT_ONCE = 128;

    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(5);

    private final Database database;

    Sweeper(Database database) {
        this.database = database;
    }

    /** Sweeps now, and again and again. */
    void run() {
        Duration pause = database.settings().sweepInterval();
        try {
            if (sweep()) {
                pause = BETWEEN_ROUNDS;
            }
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "What has expired could not be dropped", e);
        }
        database.sweepAfter(pause);
    }

    /** Drops some of what has expired; whether there may be more. */
    boolean sweep() {
        long now = database.clock().millis();
        if (!database.tidiesUp()) {
            return false;
        }
        // First, since an access that is only pending may have moved a deadline.
        if (!database.commitPending()) {
            return false;
        }
        List<RowHead> expired = database.readers().read(session -> session.expired(now, AT_ONCE));
        Map<Integer, List<RowHead>> byCache = new HashMap<>();
        expired.forEach(head -> byCache.computeIfAbsent(RowIds.cache(head.id()), any -> new ArrayList<>())
                .add(head));
        byCache.forEach((number, heads) -> sweep(number, heads, now));
        database.openCaches().forEach(cache -> cache.users().forEach(OpenCache.User::keepBounds));
        return expired.size() == AT_ONCE;
    }

    private void sweep(int number, List<RowHead> heads, long now) {
        OpenCache cache = database.numbered(number);
        if (cache == null) {
            database.unlessOpen(number, () -> dropInTransaction(number, now));
            return;
        }
        Optional<OpenCache.User> listener =
                cache.users().stream().filter(OpenCache.User::listensForExpiry).findFirst();
        if (listener.isPresent()) {
            Map<RowKey, RowHead> byKey = new HashMap<>();
            heads.forEach(head -> byKey.put(new RowKey(RowIds.hash(head.id()), head.key()), head));
            // Of what nobody here can read, nobody can be told.
            List<RowHead> unreadable = listener.get().expire(byKey.keySet()).stream()
                    .map(byKey::get)
                    .toList();
            drop(cache, number, unreadable, now);
        } else {
            drop(cache, number, heads, now);
        }
    }

    private void drop(OpenCache cache, int number, List<RowHead> heads, long now) {
        if (heads.isEmpty()) {
            return;
        }
        if (database.medium().isShared()) {
            dropInTransaction(number, now);
            // This process is not told of what it changes itself, and copies of what has expired are of no use.
            heads.forEach(head -> cache.forget(new RowKey(RowIds.hash(head.id()), head.key())));
            return;
        }
        try (Victims victims = new Victims(database, cache)) {
            heads.forEach(head -> victims.dropExpired(head, now));
            victims.commit();
        }
    }

    /** Looks again within the transaction, since others may have changed what was found. */
    private void dropInTransaction(int number, long now) {
        database.changeAsOther(session -> session.dropExpired(
                session.expired(now, AT_ONCE).stream()
                        .map(RowHead::id)
                        .filter(id -> RowIds.cache(id) == number)
                        .toList(),
                now));
    }
}
