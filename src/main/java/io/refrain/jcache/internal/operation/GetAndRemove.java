package io.refrain.jcache.internal.operation;

import org.jspecify.annotations.Nullable;

/** {@link javax.cache.Cache#getAndRemove}. Immutable. */
public record GetAndRemove<V>() implements Operation<V, @Nullable V> {
    @Override
    public Decision<V, @Nullable V> decide(Current<V> current) {
        boolean exists = current.exists();
        return Decision.of(Change.REMOVE, exists ? current.value() : null, Lookup.of(exists));
    }
}
