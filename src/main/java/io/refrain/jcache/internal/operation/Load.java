package io.refrain.jcache.internal.operation;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@link javax.cache.Cache#get} does on a miss of a read-through cache: loads, unless somebody else has done so meanwhile.
 *
 * @param loader gives null when there is nothing to load
 */
public record Load<V>(Supplier<@Nullable NewValue<V>> loader) implements Operation<V, @Nullable V> {
    @Override
    public Decision<V, @Nullable V> decide(Current<V> current) {
        if (current.exists()) {
            return Decision.of(Change.ACCESS, current.value(), Lookup.NONE);
        }
        NewValue<V> loaded = loader.get();
        if (loaded == null) {
            return Decision.of(Change.NONE, null, Lookup.NONE);
        }
        return Decision.load(loaded, loaded.live(), Lookup.NONE);
    }
}
