package io.refrain.jcache.internal.event;

import io.refrain.jcache.internal.codec.Codecs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.cache.Cache;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** The events of one operation: noted while keys are held, delivered once they are let go. For one thread. */
public final class Changes<K, V> {
    private final Listeners<K, V> listeners;
    private final Cache<K, V> source;
    private final Codecs codecs;
    private final UnaryOperator<K> keyCopies;
    private final List<Listeners.Waiting<K, V>> noted = new ArrayList<>();

    Changes(Listeners<K, V> listeners, Cache<K, V> source, Codecs codecs, UnaryOperator<K> keyCopies) {
        this.listeners = listeners;
        this.source = source;
        this.codecs = codecs;
        this.keyCopies = keyCopies;
    }

    /**
     * Gives an event its place in the order of its key; called while the key is held.
     *
     * @param stored the value of a created or updated entry in stored form, otherwise null
     * @param storedBefore the value of an updated, removed or expired entry in stored form, otherwise null
     */
    public void note(EventType type, K key, @Nullable Object stored, @Nullable Object storedBefore) {
        noted.addAll(listeners.lineUp(new EntryEvent<>(source, type, key, stored, storedBefore, keyCopies, codecs)));
    }

    /**
     * Delivers what was noted; returns when the synchronous listeners have.
     *
     * @return the first failure of a synchronous listener, with the others suppressed in it: a
     *     {@link javax.cache.event.CacheEntryListenerException} or an Error; null when there was none
     */
    public @Nullable Throwable deliver() {
        Throwable first = null;
        for (Listeners.Waiting<K, V> waiting : noted) {
            Throwable failure = listeners.deliver(waiting);
            if (first == null) {
                first = failure;
            } else if (failure != null && failure != first) {
                first.addSuppressed(failure);
            }
        }
        noted.clear();
        return first;
    }

    /** Gives the noted events up: the operation they tell of did not happen. */
    public void cancel() {
        for (Listeners.Waiting<K, V> waiting : noted) {
            waiting.delivery().cancel();
        }
        deliver();
    }
}
