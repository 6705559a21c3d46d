package io.refrain.internal.flight;

import java.time.Duration;

/** That the fake keeps what leases promise. */
class FakeLeasesTest extends LeasesContract {
    private FakeLeases leases;

    @Override
    protected Leases<Long> replica() {
        if (leases == null) {
            leases = new FakeLeases();
        }
        return leases.replica();
    }

    @Override
    protected void takeAndGo(long key) {
        replica().claim(key);
    }

    @Override
    protected void pass(Duration time) {
        leases.pass(time);
    }
}
