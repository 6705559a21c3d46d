package io.refrain.jcache.internal.event;

import io.refrain.jcache.internal.codec.Codecs;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of one cache (JSR-107, chapter 8). Safe for use by several threads at once.
 *
 * <p>Each listener gets the events of one key in the order in which they happened, one at a time: an event takes its place while its key is
 * held. Synchronous listeners are called, and waited for, by the thread that made the change, after it has let go of the key; each of the
 * others by one thread of the executor at a time. Nothing is delivered to a listener once it is deregistered or the cache closed.
 */
public final class Listeners<K, V> implements Closeable {
    private static final Logger LOG = System.getLogger(Listeners.class.getName());

    private final Executor executor;
    private final CopyOnWriteArrayList<Registration<K, V>> registrations = new CopyOnWriteArrayList<>();

    private final BooleanSupplier mayNotWait;

    /** Guarded by this. */
    private boolean closed;

    /**
     * @param executor calls the listeners that are not synchronous
     * @param mayNotWait whether the current thread holds a key, so that it must not wait for a listener that another thread calls
     */
    public Listeners(Executor executor, BooleanSupplier mayNotWait) {
        this.executor = executor;
        this.mayNotWait = mayNotWait;
    }

    /**
     * Adds a listener.
     *
     * @throws IllegalArgumentException when an equal registration is there
     * @throws IllegalStateException when the cache is closed
     */
    public synchronized void register(CacheEntryListenerConfiguration<K, V> configuration) {
        if (closed) {
            throw new IllegalStateException("The cache is closed");
        }
        for (Registration<K, V> registration : registrations) {
            if (registration.configuration().equals(configuration)) {
                throw new IllegalArgumentException("A listener with an equal configuration is registered already");
            }
        }
        registrations.add(new Registration<>(configuration, mayNotWait));
    }

    /** Takes the listener with an equal configuration away, if there is one. */
    public synchronized void deregister(CacheEntryListenerConfiguration<K, V> configuration) {
        registrations.removeIf(registration -> {
            boolean equal = registration.configuration().equals(configuration);
            if (equal) {
                registration.deactivate();
            }
            return equal;
        });
    }

    /** Whether anybody listens for events of a type. */
    public boolean listenFor(EventType type) {
        for (Registration<K, V> registration : registrations) {
            if (registration.wants(type)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Starts to take note of the changes of one operation; null when nobody listens.
     *
     * @param keyCopies gives what a listener may do with as it likes for a key of the cache
     */
    public @Nullable Changes<K, V> changes(Cache<K, V> source, Codecs codecs, UnaryOperator<K> keyCopies) {
        return registrations.isEmpty() ? null : new Changes<>(this, source, codecs, keyCopies);
    }

    List<Waiting<K, V>> lineUp(EntryEvent<K, V> event) {
        List<Waiting<K, V>> lined = new ArrayList<>();
        EventType type = event.getEventType();
        for (Registration<K, V> registration : registrations) {
            if (registration.wants(type)) {
                Delivery<K, V> delivery = new Delivery<>(registration, event);
                lined.add(new Waiting<>(registration, delivery, registration.lineUp(event.ownKey(), delivery)));
            }
        }
        return lined;
    }

    /** Delivers, in this thread where the listener is synchronous; the failure of such a listener or null. */
    @Nullable
    Throwable deliver(Waiting<K, V> waiting) {
        if (waiting.registration().isSynchronous()) {
            waiting.line().run();
            return waiting.delivery().failure();
        }
        try {
            executor.execute(waiting.line()::runUnlessRunning);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "Not delivered, since the cache manager is closed: {0}", waiting.delivery());
        }
        return null;
    }

    /** Closes the listeners that can be closed; all of them, also when one fails. */
    @Override
    @SuppressWarnings("CatchingUnchecked") // listeners in other JVM languages throw what they like
    public synchronized void close() throws IOException {
        IOException failure = null;
        for (Registration<K, V> registration : registrations) {
            try {
                registration.close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IOException("A listener could not be closed: " + registration);
                }
                failure.addSuppressed(e);
            }
        }
        registrations.clear();
        closed = true;
        if (failure != null) {
            throw failure;
        }
    }

    /** A delivery and its place. */
    record Waiting<K, V>(Registration<K, V> registration, Delivery<K, V> delivery, KeyOrder.Line line) {}
}
