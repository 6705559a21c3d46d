package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.database.row.Amount;
import io.refrain.jcache.internal.store.database.row.EntryRow;
import io.refrain.jcache.internal.store.database.row.RowHead;
import io.refrain.jcache.internal.store.database.row.RowTouch;
import io.refrain.jcache.internal.store.database.row.RowValue;
import io.refrain.jcache.internal.store.database.row.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A medium whose commits fail when they are told to, and which has a fault that a store must not have. Safe for use by several threads at once. */
final class FaultyMedium implements Medium {
    private final Medium medium;
    private final Fault fault;
    private final AtomicBoolean failing;

    FaultyMedium(Medium medium, Fault fault, AtomicBoolean failing) {
        this.medium = medium;
        this.fault = fault;
        this.failing = failing;
    }

    @Override
    public String description() {
        return medium.description();
    }

    @Override
    public long salt() {
        return medium.salt();
    }

    @Override
    public long nextGeneration() {
        return medium.nextGeneration();
    }

    @Override
    public boolean isWritable() {
        return medium.isWritable();
    }

    @Override
    public boolean isShared() {
        return medium.isShared();
    }

    @Override
    public Session openWriter() {
        return new FaultySession(medium.openWriter());
    }

    @Override
    public Session openReader() {
        return medium.openReader();
    }

    @Override
    public int mostReaders() {
        return medium.mostReaders();
    }

    @Override
    public void start(Upkeep upkeep) {
        medium.start(new Upkeep() {
            @Override
            public void inBackground(Runnable task, Duration delay) {
                upkeep.inBackground(task, delay);
            }

            @Override
            public void whileNobodyWrites(Consumer<Session> action) {
                upkeep.whileNobodyWrites(session -> action.accept(((FaultySession) session).session));
            }
        });
    }

    @Override
    public boolean isInPlace() {
        return medium.isInPlace();
    }

    @Override
    public void compact() {
        medium.compact();
    }

    @Override
    public void noteDamage() {
        medium.noteDamage();
    }

    @Override
    public Medium reopen() {
        return new FaultyMedium(medium.reopen(), fault, failing);
    }

    @Override
    public void close() {
        medium.close();
    }

    /** Where it writes. For one thread at a time, as any session. */
    private final class FaultySession implements Session {
        private final Session session;
        private final List<EntryRow> late = new ArrayList<>();

        FaultySession(Session session) {
            this.session = session;
        }

        @Override
        public void inTransaction(Runnable statements, boolean synced) {
            session.inTransaction(
                    () -> {
                        statements.run();
                        if (failing.get()) {
                            throw new StoreException("It fails, as it was told to", new IOException());
                        }
                    },
                    synced);
        }

        @Override
        public void rest() {
            session.rest();
        }

        @Override
        public void keep(List<EntryRow> rows) {
            if (fault != Fault.DROPS_PENDING_BEFORE_THE_COMMIT) {
                session.keep(rows);
                return;
            }
            session.keep(List.copyOf(late));
            late.clear();
            late.addAll(rows);
        }

        @Override
        public void touch(List<RowTouch> touches) {
            if (fault != Fault.TOUCHES_ANY_VERSION) {
                session.touch(touches);
                return;
            }
            List<RowTouch> ofAny = new ArrayList<>();
            for (RowTouch touch : touches) {
                RowValue row = session.find(touch.id());
                if (row != null) {
                    ofAny.add(new RowTouch(touch.id(), row.version(), touch.accessedAt(), touch.expiresAt()));
                }
            }
            session.touch(ofAny);
        }

        @Override
        public @Nullable RowValue find(long id) {
            return session.find(id);
        }

        @Override
        public @Nullable EntryRow row(long id) {
            return session.row(id);
        }

        @Override
        public List<EntryRow> page(long after, long last, int most) {
            return session.page(after, last, most);
        }

        @Override
        public List<RowHead> heads(long first, long last, int most) {
            return session.heads(first, last, most);
        }

        @Override
        public List<RowHead> expired(long now, int most) {
            return session.expired(now, most);
        }

        @Override
        public @Nullable Long idAfter(long first, long last, int others) {
            return session.idAfter(first, last, others);
        }

        @Override
        public Amount amount(long first, long last) {
            return session.amount(first, last);
        }

        @Override
        public int drop(List<Long> ids) {
            return session.drop(ids);
        }

        @Override
        public int dropExpired(List<Long> ids, long now) {
            return session.dropExpired(ids, now);
        }

        @Override
        public int dropRange(long first, long last, int most) {
            return session.dropRange(first, last, most);
        }

        @Override
        public Map<String, Integer> caches() {
            return session.caches();
        }

        @Override
        public int addCache(String name) {
            return session.addCache(name);
        }

        @Override
        public void forgetCache(String name) {
            session.forgetCache(name);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
