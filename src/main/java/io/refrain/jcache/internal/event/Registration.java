package io.refrain.jcache.internal.event;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** One listener, as it was registered, until it is deregistered. As safe for use by several threads as the listener. */
final class Registration<K, V> {
    private final CacheEntryListenerConfiguration<K, V> configuration;
    private final CacheEntryListener<? super K, ? super V> listener;
    private final @Nullable CacheEntryEventFilter<? super K, ? super V> filter;
    private final KeyOrder order;
    private volatile boolean active = true;

    Registration(CacheEntryListenerConfiguration<K, V> configuration, BooleanSupplier mayNotWait) {
        this.order = new KeyOrder(mayNotWait);
        this.configuration = configuration;
        this.listener = Objects.requireNonNull(
                configuration.getCacheEntryListenerFactory().create(), "The factory of a listener gave null");
        Factory<CacheEntryEventFilter<? super K, ? super V>> filters = configuration.getCacheEntryEventFilterFactory();
        try {
            this.filter = filters == null ? null : filters.create();
        } catch (Throwable e) {
            closeUnused(e);
            throw e;
        }
    }

    @SuppressWarnings("CatchingUnchecked") // listeners in other JVM languages throw what they like
    private void closeUnused(Throwable cause) {
        if (listener instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                cause.addSuppressed(e);
            }
        }
    }

    CacheEntryListenerConfiguration<K, V> configuration() {
        return configuration;
    }

    boolean isSynchronous() {
        return configuration.isSynchronous();
    }

    /** Gives a delivery its place: among those of its key, or, where nobody waits for it, among all, so that one thread at a time is enough. */
    KeyOrder.Line lineUp(K key, Delivery<K, V> delivery) {
        return order.lineUp(isSynchronous() ? key : this, delivery);
    }

    boolean wants(EventType type) {
        return switch (type) {
            case CREATED -> listener instanceof CacheEntryCreatedListener;
            case UPDATED -> listener instanceof CacheEntryUpdatedListener;
            case REMOVED -> listener instanceof CacheEntryRemovedListener;
            case EXPIRED -> listener instanceof CacheEntryExpiredListener;
        };
    }

    @SuppressWarnings("unchecked") // a listener of supertypes takes events of subtypes
    void deliver(EntryEvent<K, V> event) {
        if (!active || (filter != null && !filter.evaluate(event))) {
            return;
        }
        Iterable<CacheEntryEvent<? extends K, ? extends V>> events = List.of(event);
        switch (event.getEventType()) {
            case CREATED -> ((CacheEntryCreatedListener<K, V>) listener).onCreated(events);
            case UPDATED -> ((CacheEntryUpdatedListener<K, V>) listener).onUpdated(events);
            case REMOVED -> ((CacheEntryRemovedListener<K, V>) listener).onRemoved(events);
            case EXPIRED -> ((CacheEntryExpiredListener<K, V>) listener).onExpired(events);
        }
    }

    /** Delivers nothing any more. */
    void deactivate() {
        active = false;
    }

    /** Closes the listener and the filter where they can be closed. */
    void close() throws IOException {
        deactivate();
        if (listener instanceof Closeable closeable) {
            closeable.close();
        }
        if (filter instanceof Closeable closeable) {
            closeable.close();
        }
    }

    @Override
    public String toString() {
        return listener.getClass().getName();
    }
}
