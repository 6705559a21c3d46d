package io.refrain.jcache;

import io.refrain.jcache.config.RefrainConfiguration;
import io.refrain.jcache.internal.event.Listeners;
import io.refrain.jcache.internal.expiry.Deadlines;
import java.io.Closeable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.cache.CacheException;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/**
 * The objects of the user's that work in one cache: its expiry policy, loader, writer and listeners. They are made together, or, should one fail, those that
 * were made are closed, and they are closed together. As safe for use by several threads as they are.
 */
final class Collaborators<K, V> implements Closeable {
    private static final Logger LOG = System.getLogger(Collaborators.class.getName());

    private final String cache;
    private final List<Closeable> made = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Listeners<K, V> listeners;
    private final Deadlines deadlines;
    private final EntryWriter<K, V> writer;
    private final @Nullable EntryLoader<K, V> loader;

    /**
     * @param cache its name, for the log
     * @param policy goes before that of the configuration; null for none
     * @param types of the cache
     * @param executor calls the listeners that are not synchronous
     * @throws CacheException when a factory gave null or a checked exception; what else one throws is passed on
     */
    Collaborators(
            String cache,
            RefrainConfiguration<K, V> configuration,
            @Nullable ExpiryPolicy policy,
            TypeCheck<K, V> types,
            Executor executor,
            BooleanSupplier mayNotWait) {
        this.cache = cache;
        try {
            this.listeners = add(new Listeners<>(executor, mayNotWait));
            this.deadlines = add(new Deadlines(
                    policy != null ? policy : make(configuration.getExpiryPolicyFactory(), "expiry policy")));
            this.loader = configuration.getCacheLoaderFactory() == null
                    ? null
                    : add(new EntryLoader<>(make(configuration.getCacheLoaderFactory(), "loader"), types));
            this.writer = add(writer(configuration));
            configuration.getCacheEntryListenerConfigurations().forEach(this::register);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private static <K, V> EntryWriter<K, V> writer(RefrainConfiguration<K, V> configuration) {
        Factory<CacheWriter<? super K, ? super V>> factory = configuration.getCacheWriterFactory();
        if (factory == null || !configuration.isWriteThrough()) {
            return EntryWriter.none();
        }
        CacheWriter<? super K, ? super V> writer = make(factory, "writer");
        return new EntryWriter<>(writer);
    }

    private <T extends Closeable> T add(T part) {
        made.add(part);
        return part;
    }

    private static <T> T make(Factory<? extends T> factory, String role) {
        T part = unchecked(factory::create);
        if (part == null) {
            throw new CacheException("The factory of the cache's " + role + " gave null: " + factory);
        }
        return part;
    }

    /** What a factory gives; one in another JVM language may throw what it likes. */
    @SuppressWarnings("CatchingUnchecked")
    private static <T extends @Nullable Object> T unchecked(Supplier<T> factory) {
        try {
            return factory.get();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CacheException("A factory of the cache failed: " + e, e);
        }
    }

    /**
     * Makes and adds a listener.
     *
     * @throws IllegalArgumentException when an equal registration is there
     * @throws IllegalStateException when this is closed
     */
    void register(CacheEntryListenerConfiguration<K, V> listener) {
        Collaborators.<@Nullable Void>unchecked(() -> {
            listeners.register(listener);
            return null;
        });
    }

    Listeners<K, V> listeners() {
        return listeners;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    EntryWriter<K, V> writer() {
        return writer;
    }

    /** Null for a cache that has none. */
    @Nullable
    EntryLoader<K, V> loader() {
        return loader;
    }

    /** Closes all that can be closed, once; what fails is logged. */
    @Override
    @SuppressWarnings("CatchingUnchecked") // what is closed may be in another JVM language
    public void close() {
        if (!closed.getAndSet(true)) {
            for (Closeable part : made) {
                try {
                    part.close();
                } catch (Exception e) {
                    LOG.log(Level.WARNING, "A part of the cache '" + cache + "' could not be closed", e);
                }
            }
        }
    }
}
