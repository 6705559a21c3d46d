package io.refrain.jcache.internal.operation;

import org.jspecify.annotations.Nullable;

/** {@link javax.cache.Cache#getAndPut}. Immutable. */
public record GetAndPut<V>(NewValue<V> value) implements Operation<V, @Nullable V> {
    @Override
    public Decision<V, @Nullable V> decide(Current<V> current) {
        boolean exists = current.exists();
        return Decision.write(value, exists ? current.value() : null, Lookup.of(exists));
    }
}
