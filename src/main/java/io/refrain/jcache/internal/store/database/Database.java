package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.config.Durability;
import io.refrain.jcache.internal.store.HeldKeys;
import io.refrain.jcache.internal.store.KeyLocks;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.database.row.CacheRange;
import io.refrain.jcache.internal.store.database.row.RowIds;
import io.refrain.jcache.internal.store.database.row.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * One database as this process has it open, whoever of it does: its connections, its one writer, and of each cache what all who use it have in common. Safe for use by several threads at
 * once.
 */
final class Database {
    private static final Logger LOG = System.getLogger(Database.class.getName());

    /** Those that are open, by their identity. */
    private static final Map<String, Database> OPEN = new ConcurrentHashMap<>();

    /** So many bits of a version count the changes since the database was opened; the others, how often it was. */
    private static final int VERSION_BITS = 40;

    private static final Duration LONGEST_FINISH = Duration.ofSeconds(5);

    private final String identity;
    private final Settings settings;
    private final HeldKeys held;
    private final InstantSource clock;
    private final AtomicLong version = new AtomicLong();
    private final Readers readers;
    private final Writer writer;
    private final Transactions transactions;

    /** Null where the medium is none. */
    private final @Nullable Server server;

    private final Sweeper sweeper = new Sweeper(this);
    private final Map<String, OpenCache> caches = new HashMap<>();
    private final ScheduledThreadPoolExecutor background = LibraryThread.executor("refrain database");

    /** Of its own, since what else is done in the background waits for the disk, and a batched write must not. */
    private final ScheduledThreadPoolExecutor committing = LibraryThread.executor("refrain committer");

    /** Of its own, since listeners may take their time. */
    private final ScheduledThreadPoolExecutor sweeping = LibraryThread.executor("refrain sweeper");

    /** Another one when another file has taken its place. */
    private volatile Medium medium;

    /** Why it is not what it was opened as; null when all is well. */
    private volatile @Nullable String trouble;

    private volatile boolean closed;

    /** Whether the version is above those that others gave; read where it is a server that is asked late. */
    private volatile boolean versionKnown;

    /** How many use it; changed while the map holds the identity. */
    private int users;

    private Database(String identity, Medium medium, Settings settings, HeldKeys held, InstantSource clock) {
        this.identity = identity;
        this.medium = medium;
        this.settings = settings;
        this.held = held;
        this.clock = clock;
        this.readers = new Readers(medium.mostReaders(), () -> this.medium.openReader());
        this.writer = new Writer(this::openWriter, Writer.MOST_AT_ONCE);
        this.server = medium instanceof Server it ? it : null;
        this.transactions = medium instanceof Server it
                ? runIn(it)
                : new SharedTransactions(writer, new KeyLocks("(all of a shared database)", held));
    }

    /**
     * Opens a database, or joins those who have; to be closed by each of them.
     *
     * @param identity the same however the database is named
     * @param opener opens it when nobody has
     */
    static Database open(
            String identity, Supplier<Medium> opener, Settings settings, HeldKeys held, InstantSource clock) {
        Database opened = OPEN.compute(identity, (name, there) -> {
            Database database = there;
            if (database == null) {
                database = new Database(name, opener.get(), settings, held, clock);
                database.start();
            }
            database.users++;
            return database;
        });
        ShutdownCommit.update();
        return opened;
    }

    static boolean isAnyOpen() {
        return !OPEN.isEmpty();
    }

    /** Commits what is pending in all that are open. */
    static void commitAll() {
        for (Database each : OPEN.values()) {
            if (!each.isClosed()) {
                each.commitPending();
            }
        }
    }

    private static Transactions runIn(Server server) {
        return new Transactions() {
            @Override
            public <R extends @Nullable Object> R run(Object key, Durability durability, Function<Session, R> action) {
                return server.write(durability, action::apply);
            }
        };
    }

    private void start() {
        if (server != null) {
            server.follow(new ServerFollower());
        } else if (medium.isWritable()) {
            renewVersion();
        }
        medium.start(new Upkeep());
        inBackground(this::watch, settings.watchInterval());
        if (medium.isWritable()) {
            sweepAfter(settings.sweepInterval());
        }
    }

    private void renewVersion() {
        long first = medium.nextGeneration() << VERSION_BITS;
        version.accumulateAndGet(first, Math::max);
    }

    private Session openWriter() {
        if (closed) {
            throw new IllegalStateException("The database is closed");
        }
        if (!medium.isWritable()) {
            throw readOnly();
        }
        return medium.openWriter();
    }

    Medium medium() {
        return medium;
    }

    Settings settings() {
        return settings;
    }

    InstantSource clock() {
        return clock;
    }

    Sessions readers() {
        return server == null ? readers : server::read;
    }

    /** Null where it is none. */
    @Nullable
    Server server() {
        return server;
    }

    /**
     * Commits what is pending of some keys; returns when that is done.
     *
     * @param synced whether it is on the disk then
     * @throws StoreException when that failed; all of it is still pending then
     */
    void commit(OpenCache cache, Collection<Long> hashes, boolean synced) {
        if (server == null) {
            writer.commit(cache, hashes, synced);
            return;
        }
        Batch batch = new Batch();
        batch.add(cache, hashes);
        try {
            server.<Boolean>write(synced ? Durability.SYNCED : Durability.BATCHED, session -> {
                batch.write(session);
                return true;
            });
        } catch (RuntimeException e) {
            // Who tries again holds no key: another value may be in the row by then.
            batch.abandonDrops();
            throw e;
        }
        batch.committed();
    }

    /**
     * Runs statements within a transaction, perhaps twice, of which only the last run counts; returns when it is committed. They may be part of the one that this thread is in, where others
     * change the database, too.
     *
     * @throws StoreException when that failed; nothing of it has happened then
     */
    <T> T change(Function<Session, T> statements) {
        return medium.isShared() ? transactions.run("(any)", Durability.COMMITTED, statements) : writer.run(statements);
    }

    /** As {@link #change}, of rows whose keys nobody here holds. */
    <T> T changeAsOther(Function<Session, T> statements) {
        return server == null
                ? change(statements)
                : server.write(Durability.BATCHED, session -> {
                    session.changeAsOther();
                    return statements.apply(session);
                });
    }

    /** Whether it is for this process to drop what has expired. */
    boolean tidiesUp() {
        return server == null || server.leads(Server.EVERYTHING);
    }

    /** By which it is changed where other processes change it, too. */
    Transactions transactions() {
        return transactions;
    }

    /** A number above all others that this gave, also before it was opened. */
    long nextVersion() {
        if (server != null && !versionKnown) {
            renewVersion();
            versionKnown = true;
        }
        return version.incrementAndGet();
    }

    /** Why it is not what it was opened as; null when all is well. */
    @Nullable
    String trouble() {
        return trouble == null ? medium.trouble() : trouble;
    }

    /** Runs what no caller should wait for, one after the other; never once it is closed. */
    void inBackground(Runnable task, Duration delay) {
        schedule(background, task, delay);
    }

    /** Commits later what is pending; never once it is closed. */
    void commitAfter(Runnable commit, Duration delay) {
        schedule(committing, commit, delay);
    }

    /** Sweeps later; never once it is closed. */
    void sweepAfter(Duration delay) {
        schedule(sweeping, sweeper::run, delay);
    }

    private static void schedule(ScheduledThreadPoolExecutor executor, Runnable task, Duration delay) {
        try {
            executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Closing commits what there is.
        }
    }

    /** Opens a cache, or joins those who have. */
    OpenCache join(String cache, OpenCache.User user) {
        // Not while the caches are held: who waits for the writer must not keep them from who writes.
        CacheRange range = server == null ? range(cache) : rangeIfReachable(cache);
        synchronized (caches) {
            OpenCache open = caches.computeIfAbsent(cache, name -> new OpenCache(name, range, this, held));
            open.add(user);
            return open;
        }
    }

    /** Lets go of a cache; the pending part of it has been committed as far as it could be. */
    void leave(OpenCache cache, OpenCache.User user) {
        synchronized (caches) {
            cache.remove(user);
            if (cache.isUnused()) {
                caches.remove(cache.name(), cache);
            }
        }
    }

    /** The cache of a number, if somebody has it open. */
    @Nullable
    OpenCache numbered(int number) {
        synchronized (caches) {
            return caches.values().stream()
                    .filter(cache -> cache.isNumbered(number))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Runs something unless somebody has the cache of a number open; nobody opens it meanwhile. */
    void unlessOpen(int number, Runnable action) {
        synchronized (caches) {
            if (numbered(number) == null) {
                action.run();
            }
        }
    }

    /** Takes a cache its number, unless others have it open than one; its rows are gone. */
    void forget(String cache) {
        if (server != null) {
            // Others may have it open, who would go on with its number.
            return;
        }
        synchronized (caches) {
            OpenCache open = caches.get(cache);
            if (open == null || open.users().size() == 1) {
                writer.run(session -> {
                    session.forgetCache(cache);
                    return true;
                });
            }
        }
    }

    private @Nullable CacheRange rangeIfReachable(String cache) {
        try {
            return range(cache);
        } catch (StoreException e) {
            LOG.log(Level.DEBUG, "The cache is looked for when it is used", e);
            return null;
        }
    }

    /** Where a cache is. */
    CacheRange range(String cache) {
        Integer number =
                readers().<@Nullable Integer>read(session -> session.caches().get(cache));
        if (number == null) {
            // A database that can only be read has nothing of it, which the number of no cache stands for.
            number = medium.isWritable() ? number(cache) : -1;
        }
        if (server != null) {
            server.lead(number);
        }
        return new CacheRange(number, medium.salt());
    }

    private int number(String cache) {
        return change(session -> addIfAbsent(session, cache));
    }

    private static int addIfAbsent(Session session, String cache) {
        Integer number = session.caches().get(cache);
        return number == null ? session.addCache(cache) : number;
    }

    /** The caches that somebody has open. */
    List<OpenCache> openCaches() {
        synchronized (caches) {
            return List.copyOf(caches.values());
        }
    }

    /** Commits what is pending in all caches; whether all of it is committed. */
    boolean commitPending() {
        boolean committed = true;
        for (OpenCache cache : openCaches()) {
            committed &= cache.writeBehind().tryToCommit();
        }
        return committed;
    }

    private void watch() {
        try {
            if (!medium.isInPlace()) {
                replaceMedium();
            }
        } catch (CacheException e) {
            trouble = medium.description() + " is not in its place any more, and cannot be opened again: "
                    + e.getMessage();
            LOG.log(Level.ERROR, trouble);
        }
        inBackground(this::watch, settings.watchInterval());
    }

    /** Goes on in what has the name of the database now; of what was in it, only what is pending is left. */
    private void replaceMedium() {
        LOG.log(
                Level.ERROR,
                "{0} was deleted or replaced while it was in use; its caches go on, empty, in what is there now",
                medium.description());
        // In the order of those who open a cache, which is a write at times.
        synchronized (caches) {
            writer.replaceSession(() -> {
                readers.whileNobodyReads(() -> {
                    medium = medium.reopen();
                    trouble = medium.description() + " was deleted or replaced while it was in use";
                });
                renewVersion();
                // Before anybody writes, since the numbers there are others.
                caches.values().forEach(cache -> cache.move(rangeNow(cache.name())));
            });
        }
        medium.start(new Upkeep());
    }

    /** As {@link #range}, by who keeps others from writing. */
    private CacheRange rangeNow(String cache) {
        if (!medium.isWritable()) {
            return range(cache);
        }
        int[] number = new int[1];
        writer.exclusively(session -> session.inTransaction(() -> number[0] = addIfAbsent(session, cache), false));
        return new CacheRange(number[0], medium.salt());
    }

    /** Lets go of it; the last one who does closes it. */
    void close() {
        OPEN.computeIfPresent(identity, (name, database) -> {
            if (--database.users > 0) {
                return database;
            }
            database.closeNow();
            return null;
        });
        ShutdownCommit.update();
    }

    private void closeNow() {
        finish(background);
        finish(committing);
        finish(sweeping);
        closed = true;
        try {
            writer.close();
            readers.close();
        } finally {
            medium.close();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Lets what is under way come to its end, but not for ever: a listener may be waiting for who closes this. */
    private static void finish(ScheduledThreadPoolExecutor executor) {
        executor.shutdown();
        long end = System.nanoTime() + LONGEST_FINISH.toNanos();
        boolean interrupted = false;
        while (!executor.isTerminated() && System.nanoTime() < end) {
            try {
                executor.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class ServerFollower implements Server.Follower {
        @Override
        public void changed(long id) {
            OpenCache cache = numbered(RowIds.cache(id));
            if (cache == null) {
                return;
            }
            for (OpenCache.User user : cache.users()) {
                if (RowIds.first(RowIds.cache(id)) == id) {
                    user.forgetAll();
                } else {
                    user.changed(RowIds.hash(id));
                }
            }
        }

        @Override
        public void changedAll() {
            openCaches().forEach(cache -> cache.users().forEach(OpenCache.User::forgetAll));
        }

        @Override
        public void replaced() {
            versionKnown = false;
            openCaches().forEach(cache -> cache.move(null));
        }
    }

    private final class Upkeep implements Medium.Upkeep {
        @Override
        public void inBackground(Runnable task, Duration delay) {
            Database.this.inBackground(task, delay);
        }

        @Override
        public void whileNobodyWrites(Consumer<Session> action) {
            writer.exclusively(action);
        }
    }

    /** What went wrong with a write that this process may not do. */
    StoreException readOnly() {
        return new StoreException(
                medium.description()
                        + " could not be written: it was opened for reading only; give this user the right to"
                        + " write it, and open it again",
                new IllegalStateException("Opened for reading only"),
                StoreException.Reason.READ_ONLY);
    }
}
