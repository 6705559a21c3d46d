package io.refrain.internal.flight;

import io.refrain.internal.flight.Leases.Lease;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What waiting for one's turn came to: the answer, or the call is one's own.
 *
 * @param found what another process has come to; null when the call has to be made
 * @param waited whether another process was making the call meanwhile
 * @param lease to be released after the call; {@link Lease#NOMINAL} where nothing is to be released
 */
public record Turn<A>(@Nullable A found, boolean waited, Lease lease) {
    private static final ThreadLocal<Boolean> WITHIN = ThreadLocal.withInitial(() -> false);

    /** Whether this thread makes a call that others may wait for: it must not wait for them without end. */
    static boolean isWithin() {
        return WITHIN.get();
    }

    /** Makes the call, or begins it; the lease is not released. */
    public <T extends @Nullable Object> T within(Supplier<T> call) {
        if (lease == Lease.NOMINAL || isWithin()) {
            return call.get();
        }
        WITHIN.set(true);
        try {
            return call.get();
        } finally {
            WITHIN.remove();
        }
    }
}
