package io.refrain.jcache.internal.event;

import io.refrain.jcache.internal.codec.Codecs;
import java.io.Serial;
import java.util.function.UnaryOperator;
import javax.cache.Cache;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * One change of one entry as a listener sees it. Each look at a key or value that could be changed gives a copy of its own, so listeners
 * cannot disturb the cache or one another. Immutable; safe for use by several threads at once.
 */
final class EntryEvent<K, V> extends CacheEntryEvent<K, V> {
    @Serial
    private static final long serialVersionUID = 1;

    private final K key;
    private final transient UnaryOperator<K> keyCopies;
    private final transient Codecs codecs;
    private final transient @Nullable Object stored;
    private final transient @Nullable Object storedBefore;

    /**
     * @param key the cache's own
     * @param stored the value of a created or updated entry in stored form, otherwise null
     * @param storedBefore the value of an updated, removed or expired entry in stored form, otherwise null
     */
    EntryEvent(
            Cache<K, V> source,
            EventType type,
            K key,
            @Nullable Object stored,
            @Nullable Object storedBefore,
            UnaryOperator<K> keyCopies,
            Codecs codecs) {
        super(source, type);
        this.key = key;
        this.keyCopies = keyCopies;
        this.codecs = codecs;
        this.stored = stored;
        this.storedBefore = storedBefore;
    }

    @Override
    public K getKey() {
        return keyCopies.apply(key);
    }

    /** The cache's own key, not to be handed out. */
    K ownKey() {
        return key;
    }

    @Override
    public @Nullable V getValue() {
        return thaw(stored == null ? storedBefore : stored);
    }

    @Override
    public @Nullable V getOldValue() {
        return thaw(storedBefore);
    }

    @Override
    public boolean isOldValueAvailable() {
        return storedBefore != null;
    }

    @SuppressWarnings("unchecked") // what was put as a V
    private @Nullable V thaw(@Nullable Object form) {
        return form == null ? null : (V) codecs.thaw(form);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("This event cannot be unwrapped to " + type.getName());
    }
}
