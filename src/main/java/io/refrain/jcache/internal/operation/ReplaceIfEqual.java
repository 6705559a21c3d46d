package io.refrain.jcache.internal.operation;

/** {@link javax.cache.Cache#replace(Object, Object, Object)}. Immutable. */
public record ReplaceIfEqual<V>(V expected, NewValue<V> value) implements Operation<V, Boolean> {
    @Override
    public Decision<V, Boolean> decide(Current<V> current) {
        if (!current.exists()) {
            return Decision.of(Change.NONE, false, Lookup.MISS);
        }
        return current.value().equals(expected)
                ? Decision.write(value, true, Lookup.HIT)
                : Decision.of(Change.ACCESS, false, Lookup.HIT);
    }
}
