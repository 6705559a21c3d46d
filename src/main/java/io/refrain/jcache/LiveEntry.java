package io.refrain.jcache;

import io.refrain.jcache.internal.operation.Current;
import io.refrain.jcache.internal.store.StoredEntry;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** What a store has for a key, shown to an operation; the value is copied at most once. For one thread. */
final class LiveEntry<V> implements Current<V> {
    private final @Nullable StoredEntry entry;
    private final Values<?, V> values;
    private @Nullable V value;

    LiveEntry(@Nullable StoredEntry entry, Values<?, V> values) {
        this.entry = entry;
        this.values = values;
    }

    /** As the store has it; null for nothing. */
    @Nullable
    StoredEntry stored() {
        return entry;
    }

    /** {@inheritDoc} One whose value cannot be read counts as absent. */
    @Override
    public boolean exists() {
        return find() != null;
    }

    @Override
    public V value() {
        V found = find();
        if (found == null) {
            throw new NoSuchElementException("There is no entry");
        }
        return found;
    }

    private @Nullable V find() {
        if (value == null && entry != null) {
            value = values.out(entry);
        }
        return value;
    }
}
