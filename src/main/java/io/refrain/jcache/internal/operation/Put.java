package io.refrain.jcache.internal.operation;

import org.jspecify.annotations.Nullable;

/** {@link javax.cache.Cache#put}. Immutable. */
public record Put<V>(NewValue<V> value) implements Operation<V, @Nullable Void> {
    @Override
    public Decision<V, @Nullable Void> decide(Current<V> current) {
        return Decision.write(value, null, Lookup.NONE);
    }
}
