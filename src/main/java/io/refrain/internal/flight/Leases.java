package io.refrain.internal.flight;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Lets one of several processes at a time make the call that a key stands for. A cache that the processes have in common gives it by {@link javax.cache.Cache#unwrap}, or has none. Safe for
 * use by several threads at once.
 *
 * @param <K> the type of keys
 */
public interface Leases<K> {
    /** Those of a cache that no other process takes part in. */
    Leases<?> NONE = new Leases<>() {
        @Override
        public Claim claim(Object key) {
            return Lease.NOMINAL;
        }

        @Override
        public Duration limit() {
            return Duration.ZERO;
        }
    };

    /**
     * Asks once for the right to make the call of a key. May block as long as a look-up in the cache may, and never for the one who has it.
     *
     * @throws RuntimeException when nobody can be asked: then everybody makes his own call
     */
    Claim claim(K key);

    /** How long a process that is gone keeps the others from its calls. */
    Duration limit();

    /** What came of asking. */
    sealed interface Claim permits Lease, Refusal {}

    /** The right to make the call. It ends when it is released, or a while after the process has. Safe for use by several threads at once. */
    non-sealed interface Lease extends Claim {
        /** That of whoever keeps nobody else from anything. */
        Lease NOMINAL = () -> {};

        /** Says that the call is over, and that what it came to is stored, if at all. Does not block; releasing again does nothing. */
        void release();
    }

    /**
     * Another process has the right.
     *
     * @param over completed when that is over, or after a while in any case: then the cache may have the answer, and it can be asked again. What depends on it must not block, unless it is on
     *     another thread.
     */
    record Refusal(CompletableFuture<Void> over) implements Claim {}
}
