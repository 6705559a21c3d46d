package io.refrain.jcache.internal.operation;

import org.jspecify.annotations.Nullable;

/** What a read or a store does that found an expired entry: the entry is gone by the time this is asked, unless it was written anew. Immutable. */
public record Expire<V>() implements Operation<V, @Nullable Void> {
    @Override
    public Decision<V, @Nullable Void> decide(Current<V> current) {
        return Decision.of(Change.NONE, null, Lookup.NONE);
    }
}
