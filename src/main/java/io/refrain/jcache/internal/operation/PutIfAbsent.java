package io.refrain.jcache.internal.operation;

/** {@link javax.cache.Cache#putIfAbsent}. Immutable. */
public record PutIfAbsent<V>(NewValue<V> value) implements Operation<V, Boolean> {
    @Override
    public Decision<V, Boolean> decide(Current<V> current) {
        return current.exists()
                ? Decision.of(Change.NONE, false, Lookup.HIT)
                : new Decision<>(Change.WRITE, value, true, false, Lookup.MISS, null);
    }
}
