package io.refrain.jcache.internal.operation;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/**
 * The entry that an entry processor sees: keeps what the processor did to it until the processor has ended. For one thread, during one
 * call of the processor.
 */
final class ProcessedEntry<K, V> implements MutableEntry<K, V> {
    private final K key;
    private final Current<V> current;
    private final @Nullable Supplier<@Nullable NewValue<V>> loader;
    private final Function<V, NewValue<V>> freezer;

    private Change change = Change.NONE;
    private @Nullable NewValue<V> written;
    private @Nullable V read;
    private boolean removed;

    /** Whether there may be an entry behind the cache, where the writer writes to: it was loaded from there, or was to be removed there. */
    private boolean behind;

    ProcessedEntry(
            K key,
            Current<V> current,
            @Nullable Supplier<@Nullable NewValue<V>> loader,
            Function<V, NewValue<V>> freezer) {
        this.key = key;
        this.current = current;
        this.loader = loader;
        this.freezer = freezer;
    }

    Change change() {
        return change;
    }

    @Nullable
    NewValue<V> written() {
        return written;
    }

    @Override
    public K getKey() {
        return key;
    }

    @Override
    public boolean exists() {
        return switch (change) {
            case NONE, ACCESS -> current.exists();
            case WRITE, LOAD -> true;
            case REMOVE -> false;
        };
    }

    @Override
    public @Nullable V getValue() {
        switch (change) {
            case WRITE, LOAD -> {
                return Objects.requireNonNull(written).live();
            }
            case NONE, ACCESS, REMOVE -> {
                return removed ? null : readThrough();
            }
        }
        throw new AssertionError(change);
    }

    private @Nullable V readThrough() {
        if (current.exists()) {
            change = Change.ACCESS;
            if (read == null) {
                read = current.value();
            }
            return read;
        }
        NewValue<V> loaded = loader == null ? null : loader.get();
        if (loaded == null) {
            return null;
        }
        written = loaded;
        change = Change.LOAD;
        behind = true;
        return loaded.live();
    }

    @Override
    public void setValue(V value) {
        written = freezer.apply(Objects.requireNonNull(value, "The value is null; use remove() to remove the entry."));
        change = Change.WRITE;
        removed = false;
    }

    /** Undoes a creation; otherwise removes, also what is not there or was only loaded, so that the writer hears of it. */
    @Override
    public void remove() {
        if (!removed) {
            boolean createdHere = written != null && !behind && !current.exists();
            written = null;
            change = createdHere ? Change.NONE : Change.REMOVE;
            behind |= !createdHere;
            removed = true;
        }
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("This entry cannot be unwrapped to " + type.getName());
    }
}
