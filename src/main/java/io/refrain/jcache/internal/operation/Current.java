package io.refrain.jcache.internal.operation;

/**
 * The live entry of a key as an operation finds it; an expired one counts as absent. For one thread, during one operation.
 *
 * @param <V> the type of values
 */
public interface Current<V> {

    /** Whether there is an entry. */
    boolean exists();

    /**
     * The value, which the operation may hand to the caller: a copy, where the cache stores by value.
     *
     * @throws java.util.NoSuchElementException when there is no entry
     */
    V value();
}
