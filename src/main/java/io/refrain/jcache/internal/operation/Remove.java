package io.refrain.jcache.internal.operation;

/** {@link javax.cache.Cache#remove(Object)}. Immutable. */
public record Remove<V>() implements Operation<V, Boolean> {
    @Override
    public Decision<V, Boolean> decide(Current<V> current) {
        return Decision.of(Change.REMOVE, current.exists(), Lookup.NONE);
    }
}
