package io.refrain.jcache.internal.operation;

import org.jspecify.annotations.Nullable;

/** {@link javax.cache.Cache#getAndReplace}. Immutable. */
public record GetAndReplace<V>(NewValue<V> value) implements Operation<V, @Nullable V> {
    @Override
    public Decision<V, @Nullable V> decide(Current<V> current) {
        if (!current.exists()) {
            return Decision.of(Change.NONE, null, Lookup.MISS);
        }
        return Decision.write(value, current.value(), Lookup.HIT);
    }
}
