package io.refrain.jcache.internal.store.database.postgresql;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.internal.flight.Leases;
import io.refrain.internal.flight.Leases.Lease;
import io.refrain.internal.flight.Leases.Refusal;
import io.refrain.internal.flight.LeasesContract;
import io.refrain.jcache.internal.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leases in a PostgreSQL database, of processes that are servers here. */
@NeedsPostgres
class PostgresqlLeasesTest extends LeasesContract {
    private @Nullable PostgresDatabase database;
    private final List<PostgresqlServer> replicas = new ArrayList<>();

    @AfterEach
    void close() {
        replicas.forEach(PostgresqlServer::close);
        database().close();
    }

    private PostgresDatabase database() {
        if (database == null) {
            database = PostgresServer.shared().createDatabase();
        }
        return database;
    }

    @Override
    protected Leases<Long> replica() {
        return replica(Map.of());
    }

    private Leases<Long> replica(Map<String, String> keys) {
        return Objects.requireNonNull(open(keys).leases());
    }

    private PostgresqlServer open(Map<String, String> keys) {
        PostgresqlServer replica = Replicas.open(database(), keys);
        replicas.add(replica);
        return replica;
    }

    @Override
    protected void takeAndGo(long key) {
        database().sql("insert into cache_lease values (" + key + ", 1, now() + interval '10 s')");
    }

    @Override
    protected void pass(Duration time) {
        database().sql("update cache_lease set expires_at = expires_at - interval '" + time.toMillis() + " ms'");
    }

    private String end() {
        return database().sql("select expires_at from cache_lease");
    }

    @Test
    void lease_heldForLongerThanItsLimit_isRenewed() {
        Leases<Long> here = replica(Map.of("refrain.postgresql.lease", "600ms"));
        Leases<Long> there = replica();
        here.claim(1L);

        for (int renewals = 0; renewals < 4; renewals++) {
            String before = end();
            while (end().equals(before)) {
                Thread.onSpinWait();
            }
        }

        assertInstanceOf(Refusal.class, there.claim(1L));
    }

    @Test
    void claim_refused_isOverAfterAWhile_thoughNobodyTellsSo() throws Exception {
        takeAndGo(1L);

        Refusal refused = assertInstanceOf(Refusal.class, replica().claim(1L));

        refused.over().get(10, TimeUnit.SECONDS);
    }

    @Test
    void release_isToldByANotification_longBeforeOneWouldLook() throws Exception {
        Leases<Long> there = replica(Map.of("refrain.postgresql.lease-poll", "1m"));
        Lease mine = (Lease) replica().claim(1L);
        Refusal refused = assertInstanceOf(Refusal.class, there.claim(1L));

        mine.release();

        refused.over().get(10, TimeUnit.SECONDS);
        assertInstanceOf(Lease.class, there.claim(1L));
    }

    @Test
    void close_releasesWhatTheProcessHas() {
        replica().claim(1L);
        replicas.get(replicas.size() - 1).close();

        assertInstanceOf(Lease.class, replica().claim(1L));
    }

    @Test
    void claim_switchedOff_thereAreNone() {
        assertNull(open(Map.of("refrain.postgresql.leases", "off")).leases());
    }

    @Test
    void claim_ofManyKeys_isReleasedTogether() throws Exception {
        Leases<Long> here = replica();
        Leases<Long> there = replica(Map.of("refrain.postgresql.lease-poll", "1m"));
        List<Lease> mine = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        for (long key = 1; key <= 1_500; key++) {
            mine.add((Lease) here.claim(key));
        }
        for (long key = 1; key <= 1_500; key += 100) {
            refused.add((Refusal) there.claim(key));
        }

        mine.forEach(Lease::release);

        for (Refusal each : refused) {
            each.over().get(10, TimeUnit.SECONDS);
        }
        while (!database().sql("select count(*) from cache_lease").equals("0")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void lease_ofOneThatIsGone_isDroppedByWhoTidiesUp() {
        replicas.forEach(PostgresqlServer::close);
        takeAndGo(7L);
        pass(Duration.ofSeconds(11));

        open(Map.of());

        while (!database().sql("select count(*) from cache_lease where id = 7").equals("0")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void claim_whenTheTableCannotBeUsed_fails() {
        Leases<Long> here = replica();
        database().sql("drop table cache_lease");

        assertThrows(StoreException.class, () -> here.claim(1L));
        assertNotEquals(null, here);
    }
}
