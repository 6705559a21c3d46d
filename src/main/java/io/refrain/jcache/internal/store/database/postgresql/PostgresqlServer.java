package io.refrain.jcache.internal.store.database.postgresql;

import io.refrain.internal.flight.Leases;
import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.config.Leasing;
import io.refrain.jcache.internal.config.PostgresqlSettings;
import io.refrain.jcache.internal.config.ServerAddress;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.database.Server;
import io.refrain.jcache.internal.store.database.ServerSession;
import io.refrain.jcache.internal.store.database.row.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * A schema of a PostgreSQL database. Safe for use by several threads at once; none of them loses anything when it is interrupted.
 */
public final class PostgresqlServer implements Server {
    private static final Logger LOG = System.getLogger(PostgresqlServer.class.getName());

    private final ServerAddress address;
    private final PostgresqlSettings settings;
    private final SessionFactory factory;
    private final boolean ownsFactory;
    private final Circuit circuit;
    private final Connector connector;
    private final ConnectionPool pool;
    private final Announcer announcer;
    private final @Nullable PostgresqlLeases leases;
    private final ThreadLocal<Transaction> current = new ThreadLocal<>();

    /** What the connections lead to; null until the first one does. */
    private volatile @Nullable Schema schema;

    private volatile @Nullable Follower follower;
    private volatile @Nullable ChangeFeed feed;

    private PostgresqlServer(
            ServerAddress address,
            PostgresqlSettings settings,
            Duration lockWait,
            SessionFactory factory,
            boolean ownsFactory) {
        this.address = address;
        this.settings = settings;
        this.factory = factory;
        this.ownsFactory = ownsFactory;
        this.circuit = new Circuit(description(), settings.retryInterval());
        this.connector = new Connector(
                address,
                settings,
                lockWait,
                factory,
                new PostgresqlErrors(description()),
                new SecureRandom().nextLong() | 1,
                this::leadsTo);
        this.pool = new ConnectionPool(connector, settings, circuit);
        this.announcer = new Announcer(settings.notifyWindow(), this::announce);
        this.leases = settings.leases() == Leasing.ON
                ? new PostgresqlLeases(new Table(), connector.origin(), settings.lease(), settings.leasePoll())
                : null;
    }

    /**
     * Opens a database. A server that is not there is waited for by nobody, and used when it is.
     *
     * @param lockWait how long one waits for a key that another process holds
     * @param factory knows {@link io.refrain.jcache.internal.store.database.row.EntryRow} and its like
     * @param ownsFactory whether that is closed with this
     * @throws javax.cache.CacheException when it is there and cannot be used: another's tables, or of another version, or it takes neither user nor password
     */
    public static PostgresqlServer open(
            ServerAddress address,
            PostgresqlSettings settings,
            Duration lockWait,
            SessionFactory factory,
            boolean ownsFactory) {
        PostgresqlServer server = new PostgresqlServer(address, settings, lockWait, factory, ownsFactory);
        try {
            server.salt();
        } catch (StoreException e) {
            if (e.getCause() != null && PostgresqlErrors.isRefusal(e.getCause())) {
                server.pool.close();
                throw e;
            }
            LOG.log(Level.WARNING, "{0}. Its caches are used as soon as it is there", e.getMessage());
        } catch (RuntimeException e) {
            server.pool.close();
            throw e;
        }
        return server;
    }

    private void leadsTo(Schema seen) {
        Schema before = schema;
        if (seen.equals(before)) {
            return;
        }
        synchronized (this) {
            before = schema;
            schema = seen;
        }
        Follower told = follower;
        if (before != null && !seen.equals(before) && told != null) {
            LOG.log(Level.WARNING, "{0} is another database than before: its caches begin anew", description());
            told.replaced();
        }
    }

    private Schema schema() {
        Schema known = schema;
        if (known == null) {
            known = this.<@Nullable Schema>read(session -> schema);
        }
        if (known == null) {
            throw new IllegalStateException("Each connection leads to a schema");
        }
        return known;
    }

    @Override
    public String description() {
        return "The database " + address.shown();
    }

    @Override
    public long salt() {
        return schema().salt();
    }

    @Override
    public long nextGeneration() {
        Transaction within = current.get();
        if (within != null) {
            return within.session.nextGeneration();
        }
        try (ConnectionPool.Lent lent = pool.lend()) {
            return use(lent, lent.session()::nextGeneration);
        }
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public Session openWriter() {
        return openReader();
    }

    /** {@inheritDoc} It can write as well. */
    @Override
    public Session openReader() {
        try {
            Connection connection = connector.connect(settings.statementTimeout());
            try {
                return connector.prepare(connection);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw connector.errors().translate("could not be reached", e);
        }
    }

    @Override
    public int mostReaders() {
        return settings.connections();
    }

    @Override
    public <T extends @Nullable Object> T read(Function<Session, T> reading) {
        Transaction within = current.get();
        if (within != null) {
            return reading.apply(within.session);
        }
        try (ConnectionPool.Lent lent = pool.lend()) {
            return this.<T>use(lent, () -> reading.apply(lent.session()));
        }
    }

    private <T extends @Nullable Object> T use(ConnectionPool.Lent lent, Supplier<T> action) {
        try {
            T result = action.get();
            lent.succeeded();
            return result;
        } catch (RuntimeException e) {
            lent.failed(e);
            throw e;
        }
    }

    @Override
    public <T extends @Nullable Object> T write(Durability durability, Function<ServerSession, T> statements) {
        Transaction within = current.get();
        if (within != null) {
            return within.<T>part(statements);
        }
        Transaction transaction;
        T result;
        boolean committed = false;
        try (ConnectionPool.Lent lent = pool.lend()) {
            transaction = new Transaction(lent.session());
            current.set(transaction);
            try {
                result = this.<T>use(lent, () -> transaction.whole(durability, statements));
                committed = true;
            } finally {
                current.remove();
                if (!committed) {
                    transaction.ended(0, false);
                }
            }
        }
        transaction.ended(0, true);
        return result;
    }

    @Override
    public boolean isWriting() {
        return current.get() != null;
    }

    @Override
    public void afterwards(Consumer<Boolean> action) {
        Transaction within = current.get();
        if (within == null) {
            throw new IllegalStateException("This thread is in no transaction");
        }
        within.afterwards.add(action);
    }

    @Override
    public boolean vouches() {
        ChangeFeed following = feed;
        return following != null && following.vouches();
    }

    @Override
    public void tell(Collection<Long> ids) {
        announcer.tell(ids);
    }

    private void announce(Collection<Long> ids) {
        ChangeMessage.of(connector.origin(), ids).forEach(this::announce);
    }

    private void announce(ChangeMessage message) {
        String channel = ChangeFeed.channel(schema());
        try (ConnectionPool.Lent lent = pool.lend()) {
            use(lent, () -> {
                lent.session().tell(channel, message.text());
                return true;
            });
        }
    }

    @Override
    public @Nullable Leases<Long> leases() {
        return leases;
    }

    @Override
    public void lead(int cache) {
        ChangeFeed following = feed;
        if (following != null && following.lead(cache) && !isWriting()) {
            try {
                announce(new ChangeMessage(connector.origin(), List.of()));
            } catch (StoreException e) {
                LOG.log(Level.DEBUG, "It is done later", e);
            }
        }
    }

    @Override
    public boolean leads(int cache) {
        ChangeFeed following = feed;
        return following != null && following.leads(cache);
    }

    @Override
    public void follow(Follower toTell) {
        follower = toTell;
        ChangeFeed following = new ChangeFeed(connector, settings, toTell, this::released);
        following.lead(EVERYTHING);
        feed = following;
        following.start();
    }

    private void released(long id) {
        if (leases != null) {
            leases.released(id);
        }
    }

    @Override
    public void start(Upkeep upkeep) {}

    /** {@inheritDoc} What has its name is it, wherever that leads. */
    @Override
    public boolean isInPlace() {
        return true;
    }

    @Override
    public void compact() {}

    @Override
    public void noteDamage() {}

    @Override
    public @Nullable String trouble() {
        return circuit.trouble();
    }

    @Override
    public PostgresqlServer reopen() {
        throw new IllegalStateException("It is always in its place");
    }

    @Override
    public void close() {
        announcer.close();
        if (leases != null) {
            leases.close();
        }
        ChangeFeed following = feed;
        if (following != null) {
            following.close();
        }
        try {
            pool.close();
        } finally {
            if (ownsFactory) {
                factory.close();
            }
        }
    }

    /** The leases in the database. Nobody in a transaction waits for one. */
    private final class Table implements LeaseTable {
        @Override
        public boolean claim(Held lease, Duration limit) {
            return with(session -> session.claim(lease, limit));
        }

        @Override
        public void renew(Collection<Held> all, Duration limit) {
            with(session -> {
                session.renew(all, limit);
                return true;
            });
        }

        @Override
        public void release(Collection<Held> all) {
            List<Held> left = new ArrayList<>(all);
            String channel = ChangeFeed.leaseChannel(schema());
            while (!left.isEmpty()) {
                List<Held> some = left.subList(0, Math.min(left.size(), ChangeMessage.MOST));
                List<Long> ids = some.stream().map(Held::id).toList();
                with(session -> {
                    session.release(some, channel, new ChangeMessage(connector.origin(), ids).text());
                    return true;
                });
                some.clear();
            }
        }

        private <T> T with(Function<PostgresqlSession, T> statement) {
            try (ConnectionPool.Lent lent = pool.lend()) {
                return use(lent, () -> statement.apply(lent.session()));
            }
        }
    }

    /** What a thread has begun. For that thread. */
    private static final class Transaction {
        private final PostgresqlSession session;
        private final List<Consumer<Boolean>> afterwards = new ArrayList<>();
        private int depth;

        Transaction(PostgresqlSession session) {
            this.session = session;
        }

        <T extends @Nullable Object> T whole(Durability durability, Function<ServerSession, T> statements) {
            session.begin(durability);
            try {
                T result = statements.apply(session);
                session.commit();
                return result;
            } catch (RuntimeException | Error e) {
                session.rollBack(e);
                throw e;
            }
        }

        <T extends @Nullable Object> T part(Function<ServerSession, T> statements) {
            int before = afterwards.size();
            depth++;
            try {
                session.beginPart(depth);
                return statements.apply(session);
            } catch (RuntimeException | Error e) {
                session.undoPart(depth, e);
                ended(before, false);
                throw e;
            } finally {
                depth--;
            }
        }

        /** Runs what was to be run afterwards, from a place on, whatever becomes of it. */
        void ended(int from, boolean committed) {
            List<Consumer<Boolean>> actions = new ArrayList<>(afterwards.subList(from, afterwards.size()));
            afterwards.subList(from, afterwards.size()).clear();
            RuntimeException failure = null;
            for (Consumer<Boolean> action : actions) {
                try {
                    action.accept(committed);
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }
}
