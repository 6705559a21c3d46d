package io.refrain.internal.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.refrain.internal.flight.Leases.Claim;
import io.refrain.internal.flight.Leases.Lease;
import io.refrain.internal.flight.Leases.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What leases promise, wherever they are. */
@Timeout(60)
public abstract class LeasesContract {
    private Leases<Long> here;
    private Leases<Long> there;

    @BeforeEach
    void openTwo() {
        here = replica();
        there = replica();
    }

    /** The leases as one more process sees them. */
    protected abstract Leases<Long> replica();

    /** A process that takes a lease and is gone. */
    protected abstract void takeAndGo(long key);

    /** Lets time pass for what is not renewed. */
    protected abstract void pass(Duration time);

    private static Lease lease(Claim claim) {
        Lease lease = assertInstanceOf(Lease.class, claim);
        assertNotSame(Lease.NOMINAL, lease);
        return lease;
    }

    private static Refusal refusal(Claim claim) {
        return assertInstanceOf(Refusal.class, claim);
    }

    @Test
    void claim_free_isALease() {
        lease(here.claim(1L));
    }

    @Test
    void claim_ofAnotherProcess_isRefused() {
        lease(here.claim(1L));

        refusal(there.claim(1L));
    }

    @Test
    void claim_ofAnotherKey_isALease() {
        lease(here.claim(1L));

        lease(there.claim(2L));
    }

    @Test
    void claim_ofTheSameProcess_isNominal() {
        lease(here.claim(1L));

        assertSame(Lease.NOMINAL, here.claim(1L));
        refusal(there.claim(1L));
    }

    @Test
    void release_wakesWhoWasRefused_whoGetsIt() throws Exception {
        Lease mine = lease(here.claim(1L));
        Refusal refused = refusal(there.claim(1L));
        assertFalse(refused.over().isDone());

        mine.release();

        refused.over().get(10, TimeUnit.SECONDS);
        lease(there.claim(1L));
    }

    @Test
    void release_again_doesNotReleaseThatOfAnother() throws Exception {
        Lease mine = lease(here.claim(1L));
        Refusal refused = refusal(there.claim(1L));
        mine.release();
        refused.over().get(10, TimeUnit.SECONDS);
        lease(there.claim(1L));

        mine.release();

        refusal(here.claim(1L));
    }

    @Test
    void claim_ofOneThatIsGone_isRefusedUntilTheLimit() {
        takeAndGo(1L);

        pass(here.limit().minusSeconds(1));
        refusal(here.claim(1L));
        pass(Duration.ofSeconds(1));
        lease(here.claim(1L));
        refusal(there.claim(1L));
    }

    @Test
    void claim_ofManyAtOnce_isALeaseForOneOfThem() throws Exception {
        List<Leases<Long>> replicas = List.of(here, there, replica(), replica());
        List<Callable<Claim>> claims = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Leases<Long> replica = replicas.get(i % 4);
            claims.add(() -> replica.claim(1L));
        }
        ExecutorService pool = Executors.newFixedThreadPool(16);
        try {
            int leases = 0;
            for (Future<Claim> claim : pool.invokeAll(claims)) {
                leases += claim.get() instanceof Lease lease && lease != Lease.NOMINAL ? 1 : 0;
            }
            assertEquals(1, leases);
        } finally {
            pool.shutdownNow();
        }
    }
}
