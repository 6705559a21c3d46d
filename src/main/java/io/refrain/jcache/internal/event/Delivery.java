package io.refrain.jcache.internal.event;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import javax.cache.event.CacheEntryListenerException;
import org.jspecify.annotations.Nullable;

/** One event on its way to one listener, run once. Its failure may be asked for by any thread that saw it run. */
final class Delivery<K, V> implements Runnable {
    private static final Logger LOG = System.getLogger(Listeners.class.getName());

    private final Registration<K, V> registration;
    private final EntryEvent<K, V> event;
    private volatile boolean cancelled;
    private volatile @Nullable Throwable failure;

    Delivery(Registration<K, V> registration, EntryEvent<K, V> event) {
        this.registration = registration;
        this.event = event;
    }

    @Override
    @SuppressWarnings("CatchingUnchecked") // listeners in other JVM languages throw what they like
    public void run() {
        if (cancelled) {
            return;
        }
        try {
            registration.deliver(event);
        } catch (Exception e) {
            failed(e instanceof CacheEntryListenerException ? e : new CacheEntryListenerException(e));
        } catch (Error e) {
            failed(e);
        }
    }

    private void failed(Throwable thrown) {
        failure = thrown;
        if (!registration.isSynchronous()) {
            LOG.log(Level.WARNING, "An asynchronous listener failed: " + this, thrown);
        }
    }

    /** Runs to nothing from now on. */
    void cancel() {
        cancelled = true;
    }

    /** A {@link CacheEntryListenerException} or an Error, or null when it went well. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    @Override
    public String toString() {
        return event.getEventType() + " to " + registration;
    }
}
