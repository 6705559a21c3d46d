package io.refrain.jcache.internal.store.database.postgresql;

import io.refrain.jcache.internal.config.PostgresqlSettings;
import io.refrain.jcache.internal.store.database.LibraryThread;
import io.refrain.jcache.internal.store.database.Server;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Follows what other processes change, on a connection of its own. Notifications come at once, and can be lost; the notes in the database are read again and again, and have all. Each reading proves
 * that what was committed before it began is known here. Where the connection was lost, all copies are forgotten before the first proof on the next. Safe for use by several threads at once.
 */
final class ChangeFeed implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ChangeFeed.class.getName());

    /** All that was committed and was not when this was asked last; of that, what is still under way comes the next time. */
    private static final String READ =
            """
            select pg_snapshot_xmin(pg_current_snapshot())::text,
             array(select distinct id from cache_change where xact >= ?::xid8 and origin <> ?)""";

    private static final String LEAD = "select key from unnest(?::int[]) key where pg_try_advisory_lock(?, key)";

    /** None that somebody is taking or renewing. */
    private static final String DROP_LEASES =
            """
            delete from cache_lease where id in (
              select id from cache_lease where expires_at < now() for update skip locked)""";

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

    /** How long notes are kept at least, for those who read them late. */
    private static final Duration KEPT = Duration.ofMinutes(5);

    private static final Duration BETWEEN_TRIMS = Duration.ofSeconds(30);

    /** Who has not read for so long forgets all copies. */
    private static final Duration LATE = KEPT.dividedBy(2);

    private final Connector connector;
    private final PostgresqlSettings settings;
    private final Server.Follower follower;
    private final LongConsumer released;
    private final Duration pause;
    private final Thread thread;
    private final CountDownLatch started = new CountDownLatch(1);
    private final Set<Integer> wanted = ConcurrentHashMap.newKeySet();
    private final Set<Integer> led = ConcurrentHashMap.newKeySet();

    /** Of each time that the notes were trimmed or could have been: when, and which transactions were over by then. For the thread. */
    private final Deque<Horizon> horizons = new ArrayDeque<>();

    /** Up to when all is known, or null. */
    private volatile @Nullable Long provenAt;

    private volatile @Nullable Connection open;
    private volatile boolean closed;

    /** Whether somebody waits for a lead. */
    private volatile boolean asked;

    /** @param released is told of rows whose leases were released; does not block */
    ChangeFeed(Connector connector, PostgresqlSettings settings, Server.Follower follower, LongConsumer released) {
        this.connector = connector;
        this.settings = settings;
        this.follower = follower;
        this.released = released;
        Duration quarter = settings.staleness().dividedBy(4);
        this.pause = quarter.compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : quarter.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : quarter;
        this.thread = LibraryThread.create(this::run, "refrain change feed");
    }

    /** Starts, and waits for the first proof, or for the first failure. */
    void start() {
        thread.start();
        boolean interrupted = false;
        long end = System.nanoTime() + settings.connectTimeout().toNanos();
        while (true) {
            try {
                if (!started.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    LOG.log(Level.DEBUG, "The server is not there yet");
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether all that was committed longer ago than a heap may be behind is known here. */
    boolean vouches() {
        Long proven = provenAt;
        return proven != null
                && System.nanoTime() - proven <= settings.staleness().toNanos();
    }

    /** Whether to wake it, so that it need not wait for its time. */
    boolean lead(int cache) {
        boolean added = wanted.add(cache);
        asked |= added;
        return added;
    }

    boolean leads(int cache) {
        return led.contains(cache) && provenAt != null;
    }

    private void run() {
        while (!closed) {
            try (Connection connection = connector.connect(settings.staleness())) {
                open = connection;
                follow(connection);
            } catch (SQLException | CacheException e) {
                LOG.log(closed ? Level.TRACE : Level.DEBUG, "Others' changes cannot be followed at the moment", e);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "Others' changes cannot be followed at the moment", e);
            } finally {
                open = null;
                led.clear();
                started.countDown();
            }
            if (!closed) {
                LockSupport.parkNanos(settings.retryInterval().toNanos());
            }
        }
    }

    private void follow(Connection connection) throws SQLException {
        Schema schema = connector.schema(connection);
        PGConnection notifications = connection.unwrap(PGConnection.class);
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen " + channel(schema));
            statement.execute("listen " + leaseChannel(schema));
        }
        long lastRead = System.nanoTime();
        String xmin = read(connection, "0", false);
        follower.changedAll();
        provenAt = lastRead;
        led.clear();
        takeTheLead(connection, schema);
        started.countDown();
        while (!closed) {
            hear(notifications, lastRead);
            if (System.nanoTime() - lastRead < pause.toNanos() && !asked) {
                continue;
            }
            long now = System.nanoTime();
            xmin = read(connection, xmin, true);
            if (now - lastRead > LATE.toNanos()) {
                follower.changedAll();
            }
            lastRead = now;
            provenAt = now;
            takeTheLead(connection, schema);
            trim(connection, xmin, now);
        }
    }

    static String channel(Schema schema) {
        return "refrain_" + Long.toHexString(schema.salt());
    }

    static String leaseChannel(Schema schema) {
        return channel(schema) + "_lease";
    }

    /** Waits for notifications until it is time to read. */
    private void hear(PGConnection notifications, long lastRead) throws SQLException {
        long left = pause.toNanos() - (System.nanoTime() - lastRead);
        PGNotification[] heard = notifications.getNotifications((int) Math.max(1, left / 1_000_000));
        if (heard == null) {
            return;
        }
        for (PGNotification each : heard) {
            try {
                ChangeMessage message = ChangeMessage.parse(each.getParameter());
                if (each.getName().endsWith("_lease")) {
                    message.ids().forEach(released::accept);
                } else if (message.origin() != connector.origin()) {
                    message.ids().forEach(follower::changed);
                }
            } catch (IllegalArgumentException e) {
                LOG.log(Level.DEBUG, "A notification of somebody else", e);
            }
        }
    }

    /** Tells of what others have changed since; gives from where to read the next time. */
    private String read(Connection connection, String xmin, boolean telling) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(READ)) {
            select.setString(1, telling ? xmin : "18446744073709551615");
            select.setLong(2, connector.origin());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                Array ids = row.getArray(2);
                for (Object id : (Object[]) ids.getArray()) {
                    follower.changed((Long) id);
                }
                return row.getString(1);
            }
        }
    }

    private void takeTheLead(Connection connection, Schema schema) throws SQLException {
        asked = false;
        Object[] missing = wanted.stream().filter(cache -> !led.contains(cache)).toArray();
        if (missing.length == 0) {
            return;
        }
        try (PreparedStatement lead = connection.prepareStatement(LEAD)) {
            lead.setArray(1, connection.createArrayOf("int4", missing));
            lead.setInt(2, AdvisoryLocks.of(schema).leading());
            try (ResultSet rows = lead.executeQuery()) {
                while (rows.next()) {
                    led.add(rows.getInt(1));
                }
            }
        }
    }

    /** Deletes notes that everybody has read by now, and leases whose holders are gone. */
    private void trim(Connection connection, String xmin, long now) throws SQLException {
        Horizon last = horizons.peekLast();
        if (!leads(Server.EVERYTHING) || last != null && now - last.nanos < BETWEEN_TRIMS.toNanos()) {
            return;
        }
        horizons.add(new Horizon(now, xmin));
        try (Statement delete = connection.createStatement()) {
            delete.execute(DROP_LEASES);
        }
        Horizon oldest = horizons.element();
        if (now - oldest.nanos < KEPT.toNanos()) {
            return;
        }
        horizons.remove();
        try (PreparedStatement delete = connection.prepareStatement("delete from cache_change where xact < ?::xid8")) {
            delete.setString(1, oldest.xmin);
            delete.executeUpdate();
        }
    }

    @Override
    public void close() {
        closed = true;
        provenAt = null;
        Connection connection = open;
        LockSupport.unpark(thread);
        if (connection != null) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.log(Level.DEBUG, "The connection was not closed in order", e);
            }
        }
    }

    private record Horizon(long nanos, String xmin) {}
}
