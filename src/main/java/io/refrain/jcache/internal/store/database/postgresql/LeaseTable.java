package io.refrain.jcache.internal.store.database.postgresql;

import java.time.Duration;
import java.util.Collection;

/** Who has the leases of rows, as all processes see it. Its clock alone counts. Safe for use by several threads at once; what cannot be done is a {@code StoreException}. */
interface LeaseTable {

    /**
     * Takes a lease that nobody has, or whose holder has let its time pass.
     *
     * @return whether it was taken
     */
    boolean claim(Held lease, Duration limit);

    /** Lets the time of leases begin anew; those that were taken by others meanwhile stay theirs. */
    void renew(Collection<Held> leases, Duration limit);

    /** Lets go of leases, and tells all processes so. */
    void release(Collection<Held> leases);

    /**
     * A lease.
     *
     * @param id of the row
     * @param holder whoever has it, which nobody else is
     */
    record Held(long id, long holder) {}
}
