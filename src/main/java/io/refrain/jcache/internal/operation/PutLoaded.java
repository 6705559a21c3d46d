package io.refrain.jcache.internal.operation;

import org.jspecify.annotations.Nullable;

/**
 * What {@link javax.cache.Cache#loadAll} does with each value it got. Immutable.
 *
 * @param replace whether an entry that is there gives way
 */
public record PutLoaded<V>(NewValue<V> value, boolean replace) implements Operation<V, @Nullable Void> {
    @Override
    public Decision<V, @Nullable Void> decide(Current<V> current) {
        if (current.exists() && !replace) {
            return Decision.of(Change.NONE, null, Lookup.NONE);
        }
        return Decision.load(value, null, Lookup.NONE);
    }
}
