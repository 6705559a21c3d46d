package io.refrain.internal.flight;

import java.time.Duration;

/** That the fake keeps what leases promise. */
class FakeLeasesTest extends LeasesContract {
    private final FakeLeases leases = new FakeLeases();

    @Override
    protected Leases<Long> replica() {
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
