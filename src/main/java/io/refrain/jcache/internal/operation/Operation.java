package io.refrain.jcache.internal.operation;

import org.jspecify.annotations.Nullable;

/**
 * One verb of a cache, applied to one entry: sees what is there and decides what becomes of it. It changes nothing itself, and is
 * asked once, while the key is held.
 *
 * @param <V> the type of values
 * @param <R> what the caller gets
 */
@FunctionalInterface
public interface Operation<V, R extends @Nullable Object> {

    /** Decides by what is there. */
    Decision<V, R> decide(Current<V> current);
}
