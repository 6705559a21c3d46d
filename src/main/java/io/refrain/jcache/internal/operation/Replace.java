package io.refrain.jcache.internal.operation;

/** {@link javax.cache.Cache#replace(Object, Object)}. Immutable. */
public record Replace<V>(NewValue<V> value) implements Operation<V, Boolean> {
    @Override
    public Decision<V, Boolean> decide(Current<V> current) {
        return current.exists()
                ? Decision.write(value, true, Lookup.HIT)
                : Decision.of(Change.NONE, false, Lookup.MISS);
    }
}
