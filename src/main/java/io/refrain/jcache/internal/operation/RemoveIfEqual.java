package io.refrain.jcache.internal.operation;

/** {@link javax.cache.Cache#remove(Object, Object)}. Immutable. */
public record RemoveIfEqual<V>(V expected) implements Operation<V, Boolean> {
    @Override
    public Decision<V, Boolean> decide(Current<V> current) {
        if (!current.exists()) {
            return Decision.of(Change.NONE, false, Lookup.MISS);
        }
        boolean equal = current.value().equals(expected);
        return Decision.of(equal ? Change.REMOVE : Change.ACCESS, equal, Lookup.HIT);
    }
}
