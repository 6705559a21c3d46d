package io.refrain.jcache;

import io.refrain.jcache.codec.Codecs;
import io.refrain.jcache.config.CacheSettings;
import io.refrain.jcache.config.RefrainConfiguration;
import io.refrain.jcache.event.Listeners;
import io.refrain.jcache.expiry.Deadlines;
import io.refrain.jcache.management.CacheConfigurationBean;
import io.refrain.jcache.management.ManagementBeans;
import io.refrain.jcache.management.Statistics;
import io.refrain.jcache.operation.Expire;
import io.refrain.jcache.operation.GetAndPut;
import io.refrain.jcache.operation.GetAndRemove;
import io.refrain.jcache.operation.GetAndReplace;
import io.refrain.jcache.operation.Invoke;
import io.refrain.jcache.operation.Load;
import io.refrain.jcache.operation.NewValue;
import io.refrain.jcache.operation.Operation;
import io.refrain.jcache.operation.Put;
import io.refrain.jcache.operation.PutIfAbsent;
import io.refrain.jcache.operation.PutLoaded;
import io.refrain.jcache.operation.Remove;
import io.refrain.jcache.operation.RemoveIfEqual;
import io.refrain.jcache.operation.Replace;
import io.refrain.jcache.operation.ReplaceIfEqual;
import io.refrain.jcache.store.Storage;
import io.refrain.jcache.store.Store;
import io.refrain.jcache.store.StoreException;
import io.refrain.jcache.store.StoredEntry;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/**
 * A cache of JSR-107. Each verb names its operation; the {@link Mutator} does the rest. Reads hold no key unless they expire or load.
 * Safe for use by several threads at once.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class RefrainCache<K, V> implements Cache<K, V> {
    private static final Logger LOG = System.getLogger(RefrainCache.class.getName());

    private final String name;
    private final RefrainCacheManager manager;
    private final RefrainConfiguration<K, V> configuration;
    private final TypeCheck<K, V> types;
    private final Store<K> store;
    private final Values<K, V> values;
    private final Deadlines deadlines;
    /** {@link Deadlines#movedByAccess}, at hand for each look-up. */
    private final boolean movedByAccess;

    private final @Nullable EntryLoader<K, V> loader;
    private final EntryWriter<K, V> writer;
    private final Listeners<K, V> listeners;
    private final Statistics statistics = new Statistics();
    private final ManagementBeans beans;
    private final Mutator<K, V> mutator;
    private final InstantSource clock;
    private volatile boolean statisticsEnabled;
    private volatile boolean closed;
    private final AtomicBoolean partsClosed = new AtomicBoolean();

    /**
     * @param configuration a copy that belongs to this cache
     * @param settings what the configuration keys say of it
     * @param codecs of this cache
     * @param storage where its store is opened
     */
    RefrainCache(
            RefrainCacheManager manager,
            String name,
            RefrainConfiguration<K, V> configuration,
            CacheSettings settings,
            Codecs codecs,
            Storage storage) {
        this.name = name;
        this.manager = manager;
        this.configuration = configuration;
        this.clock = manager.clock();
        this.types = new TypeCheck<>(configuration.getKeyType(), configuration.getValueType());
        this.values = new Values<>(name, codecs, configuration.isStoreByValue());
        this.deadlines = new Deadlines(
                settings.expiryPolicy() != null
                        ? settings.expiryPolicy()
                        : configuration.getExpiryPolicyFactory().create());
        this.movedByAccess = deadlines.movedByAccess();
        this.loader = loader(configuration.getCacheLoaderFactory());
        this.writer = new EntryWriter<>(
                configuration.isWriteThrough() ? writer(configuration.getCacheWriterFactory()) : null);
        this.listeners = new Listeners<>(manager.executor());
        configuration.getCacheEntryListenerConfigurations().forEach(listeners::register);
        this.store = storage.open(name, settings.bounds(), settings.durability(), codecs, statistics::evicted);
        this.beans = new ManagementBeans(manager.getURI(), name);
        this.mutator = new Mutator<>(this, store, values, deadlines, writer, listeners, statistics, clock);
        setStatisticsEnabled(configuration.isStatisticsEnabled());
        setManagementEnabled(configuration.isManagementEnabled());
    }

    private static <K, V> @Nullable EntryLoader<K, V> loader(@Nullable Factory<CacheLoader<K, V>> factory) {
        return factory == null ? null : new EntryLoader<>(factory.create());
    }

    private static <K, V> @Nullable CacheWriter<? super K, ? super V> writer(
            @Nullable Factory<CacheWriter<? super K, ? super V>> factory) {
        return factory == null ? null : factory.create();
    }

    @Override
    public @Nullable V get(K key) {
        ready(key);
        V value = statisticsEnabled ? countedLook(key) : look(key, store.find(key));
        return value != null ? value : readThrough(key);
    }

    /** A look-up that counts. Most are not timed, and this is small, so that it costs little more than one that does not count. */
    private @Nullable V countedLook(K key) {
        if (statistics.isSampled()) {
            return timedLook(key);
        }
        V value = look(key, store.find(key));
        statistics.lookup(value != null, Statistics.NOT_TIMED);
        return value;
    }

    private @Nullable V timedLook(K key) {
        long start = System.nanoTime();
        V value = look(key, store.find(key));
        statistics.lookup(value != null, System.nanoTime() - start);
        return value;
    }

    private @Nullable V readThrough(K key) {
        return loader == null || !configuration.isReadThrough() ? null : load(key, loader);
    }

    /** What is loaded and cannot be kept is what the caller asked for all the same. */
    private @Nullable V load(K key, EntryLoader<K, V> from) {
        List<NewValue<V>> loaded = new ArrayList<>(1);
        Supplier<@Nullable NewValue<V>> loading = loading(key, from);
        try {
            return mutator.apply(key, new Load<>(() -> {
                NewValue<V> value = loading.get();
                if (value != null) {
                    loaded.add(value);
                }
                return value;
            }));
        } catch (StoreException e) {
            if (loaded.isEmpty()) {
                throw e;
            }
            return loaded.get(0).live();
        }
    }

    /** Drops an entry that a read found expired, if that can be done: the read does not fail for it. */
    private void expire(K key) {
        try {
            mutator.apply(key, new Expire<>());
        } catch (StoreException e) {
            LOG.log(Level.DEBUG, "What has expired could not be dropped", e);
        }
    }

    /**
     * What the cache has for a key when that can be told without blocking, counted as a hit: safe on a thread that must not block, and
     * only a first step on it, since null may mean a miss or that the answer is not on the heap. Counts no miss.
     *
     * @throws IllegalStateException when the cache is closed
     */
    public @Nullable V getWithoutBlocking(K key) {
        ready(key);
        boolean timed = statisticsEnabled && statistics.isSampled();
        long start = timed ? System.nanoTime() : 0;
        StoredEntry entry = store.findWithoutBlocking(key);
        if (entry == null || (!entry.isEternal() && entry.isExpiredAt(clock.millis()))) {
            return null;
        }
        V value = look(key, entry);
        if (value != null && statisticsEnabled) {
            statistics.lookup(true, timed ? System.nanoTime() - start : Statistics.NOT_TIMED);
        }
        return value;
    }

    /**
     * Until when the entry of a key lives, without counting or being an access: the first millisecond since the epoch at which it no longer does,
     * {@link Long#MAX_VALUE} when it never expires, and {@link Long#MIN_VALUE} when there is none.
     *
     * @throws IllegalStateException when the cache is closed
     */
    public long expiresAt(K key) {
        StoredEntry entry = store.find(ready(key));
        return entry == null ? Long.MIN_VALUE : entry.expiresAt();
    }

    /** The value of what a store has found, unless it has expired; the look may move its deadline. */
    @SuppressWarnings("unchecked") // what was put as a V
    private @Nullable V look(K key, @Nullable StoredEntry entry) {
        if (entry == null) {
            return null;
        }
        // What most look-ups find: nothing to copy, and no need to look at the clock.
        if (entry.isLive() && entry.isEternal() && !movedByAccess) {
            return (V) entry.value();
        }
        if (!entry.isEternal() || movedByAccess) {
            long now = clock.millis();
            if (entry.isExpiredAt(now)) {
                expire(key);
                return null;
            }
            accessed(key, entry, now);
        }
        return values.out(entry);
    }

    private void accessed(K key, StoredEntry entry, long now) {
        if (movedByAccess) {
            long deadline = entry.expiresAt();
            long moved = deadlines.afterAccess(now, deadline);
            if (moved != deadline) {
                store.touch(key, entry, moved);
            }
        }
    }

    private Supplier<@Nullable NewValue<V>> loading(K key, EntryLoader<K, V> from) {
        return () -> {
            V loaded = from.load(key);
            return loaded == null ? null : values.in(loaded);
        };
    }

    @Override
    public Map<K, V> getAll(Set<? extends K> keys) {
        checkOpen();
        keys.forEach(this::ready);
        Map<K, V> found = new HashMap<>();
        Set<K> missing = new HashSet<>();
        for (K key : keys) {
            V value = statisticsEnabled ? countedLook(key) : look(key, store.find(key));
            if (value == null) {
                missing.add(key);
            } else {
                found.put(key, value);
            }
        }
        if (loader != null && configuration.isReadThrough() && !missing.isEmpty()) {
            Map<K, V> loaded = loader.loadAll(missing);
            found.putAll(loaded);
            try {
                keep(loaded, false);
            } catch (StoreException e) {
                LOG.log(Level.DEBUG, "What was loaded could not be kept", e);
            }
        }
        return found;
    }

    private void keep(Map<K, V> loaded, boolean replace) {
        Map<K, Operation<V, ?>> puts = new LinkedHashMap<>();
        loaded.forEach((key, value) -> puts.put(values.key(key), new PutLoaded<>(values.in(value), replace)));
        mutator.applyAll(puts);
    }

    @Override
    public boolean containsKey(K key) {
        ready(key);
        StoredEntry entry = store.find(key);
        return entry != null && (entry.isEternal() || !entry.isExpiredAt(clock.millis()));
    }

    @Override
    public void loadAll(
            Set<? extends K> keys, boolean replaceExistingValues, @Nullable CompletionListener completionListener) {
        checkOpen();
        Set<K> wanted = new HashSet<>();
        for (K key : keys) {
            wanted.add(values.key(ready(key)));
        }
        CompletionListener completion = completionListener == null ? NOBODY : completionListener;
        if (loader == null) {
            completion.onCompletion();
            return;
        }
        EntryLoader<K, V> from = loader;
        manager.executor().execute(() -> {
            try {
                if (!replaceExistingValues) {
                    wanted.removeIf(this::containsKey);
                }
                if (!wanted.isEmpty()) {
                    keep(from.loadAll(wanted), replaceExistingValues);
                }
            } catch (RuntimeException e) {
                completion.onException(e);
                return;
            } catch (Error e) {
                // Whoever waits for the completion must not wait for ever.
                completion.onException(new CacheLoaderException(e));
                return;
            }
            completion.onCompletion();
        });
    }

    @Override
    public void put(K key, V value) {
        mutator.apply(ready(key), new Put<>(in(value)));
    }

    @Override
    public @Nullable V getAndPut(K key, V value) {
        return mutator.apply(ready(key), new GetAndPut<>(in(value)));
    }

    @Override
    public boolean putIfAbsent(K key, V value) {
        return mutator.apply(ready(key), new PutIfAbsent<>(in(value)));
    }

    @Override
    public boolean replace(K key, V value) {
        return mutator.apply(ready(key), new Replace<>(in(value)));
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        return mutator.apply(ready(key), new ReplaceIfEqual<>(checked(oldValue), in(newValue)));
    }

    @Override
    public @Nullable V getAndReplace(K key, V value) {
        return mutator.apply(ready(key), new GetAndReplace<>(in(value)));
    }

    @Override
    public boolean remove(K key) {
        return mutator.apply(ready(key), new Remove<>());
    }

    @Override
    public boolean remove(K key, V oldValue) {
        return mutator.apply(ready(key), new RemoveIfEqual<>(checked(oldValue)));
    }

    @Override
    public @Nullable V getAndRemove(K key) {
        return mutator.apply(ready(key), new GetAndRemove<>());
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> map) {
        checkOpen();
        Map<K, V> written = new LinkedHashMap<>();
        Map<K, Operation<V, ?>> puts = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            puts.put(values.key(ready(key)), new Put<>(in(value)));
            written.put(key, value);
        });
        mutator.applyAll(puts, () -> writer.writeAll(written));
    }

    @Override
    public void removeAll(Set<? extends K> keys) {
        checkOpen();
        Map<K, Operation<V, ?>> removals = new LinkedHashMap<>();
        keys.forEach(key -> removals.put(values.key(ready(key)), new Remove<>()));
        mutator.applyAll(removals, () -> writer.deleteAll(keys));
    }

    @Override
    public void removeAll() {
        checkOpen();
        Set<K> keys = new HashSet<>();
        store.entries().forEachRemaining(found -> keys.add(found.key()));
        removeAll(keys);
    }

    @Override
    public void clear() {
        checkOpen();
        store.clear();
    }

    @Override
    public <T extends @Nullable Object> T invoke(K key, EntryProcessor<K, V, T> entryProcessor, Object... arguments)
            throws EntryProcessorException {
        ready(key);
        Objects.requireNonNull(entryProcessor, "The entry processor is null");
        Supplier<@Nullable NewValue<V>> loading =
                loader != null && configuration.isReadThrough() ? loading(key, loader) : null;
        return mutator.apply(key, new Invoke<>(key, entryProcessor, arguments, loading, this::in));
    }

    @Override
    public <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> entryProcessor, Object... arguments) {
        checkOpen();
        keys.forEach(this::ready);
        Objects.requireNonNull(entryProcessor, "The entry processor is null");
        Map<K, EntryProcessorResult<T>> results = new HashMap<>();
        for (K key : keys) {
            try {
                T result = invoke(key, entryProcessor, arguments);
                if (result != null) {
                    results.put(key, () -> result);
                }
            } catch (RuntimeException e) {
                EntryProcessorException failure =
                        e instanceof EntryProcessorException known ? known : new EntryProcessorException(e);
                results.put(key, () -> {
                    throw failure;
                });
            }
        }
        return results;
    }

    @Override
    public Iterator<Entry<K, V>> iterator() {
        checkOpen();
        Iterator<Store.Found<K>> all = store.entries();
        return new Iterator<>() {
            private @Nullable Entry<K, V> next;
            private Store.@Nullable Found<K> found;
            private @Nullable K removable;

            @Override
            public boolean hasNext() {
                checkOpen();
                while (next == null && all.hasNext()) {
                    found = all.next();
                    if (found.entry().isExpiredAt(clock.millis())) {
                        expire(found.key());
                    } else {
                        V value = values.out(found.entry());
                        next = value == null ? null : new SimpleEntry<>(values.key(found.key()), value);
                    }
                }
                return next != null;
            }

            @Override
            public Entry<K, V> next() {
                long start = System.nanoTime();
                if (!hasNext() || next == null || found == null) {
                    throw new NoSuchElementException();
                }
                Entry<K, V> entry = next;
                next = null;
                removable = found.key();
                accessed(found.key(), found.entry(), clock.millis());
                if (statisticsEnabled) {
                    statistics.lookup(true, System.nanoTime() - start);
                }
                return entry;
            }

            @Override
            public void remove() {
                checkOpen();
                if (removable == null) {
                    throw new IllegalStateException("Call next() first; an entry can be removed once");
                }
                mutator.apply(removable, new Remove<>());
                removable = null;
            }
        };
    }

    @Override
    public void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> listenerConfiguration) {
        checkOpen();
        // Makes the listener, so no lock is held.
        listeners.register(listenerConfiguration);
        synchronized (configuration) {
            configuration.addCacheEntryListenerConfiguration(listenerConfiguration);
        }
    }

    @Override
    public void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> listenerConfiguration) {
        checkOpen();
        listeners.deregister(listenerConfiguration);
        synchronized (configuration) {
            configuration.removeCacheEntryListenerConfiguration(listenerConfiguration);
        }
    }

    /** {@inheritDoc} What is given is a snapshot. */
    @Override
    public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
        synchronized (configuration) {
            RefrainConfiguration<K, V> snapshot = new RefrainConfiguration<>(configuration);
            if (type.isInstance(snapshot)) {
                return type.cast(snapshot);
            }
        }
        throw new IllegalArgumentException("The configuration is not available as " + type.getName());
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public CacheManager getCacheManager() {
        return manager;
    }

    boolean isStatisticsEnabled() {
        return statisticsEnabled;
    }

    void setStatisticsEnabled(boolean enabled) {
        synchronized (configuration) {
            if (!closed) {
                configuration.setStatisticsEnabled(enabled);
                statisticsEnabled = enabled;
                beans.statistics(statistics, enabled);
            }
        }
    }

    void setManagementEnabled(boolean enabled) {
        synchronized (configuration) {
            if (!closed) {
                configuration.setManagementEnabled(enabled);
                beans.configuration(new CacheConfigurationBean(configuration), enabled);
            }
        }
    }

    @Override
    public void close() {
        letGo();
        manager.closed(this);
        if (!partsClosed.getAndSet(true)) {
            close(listeners);
            close(deadlines);
            close(writer);
            if (loader != null) {
                close(loader);
            }
        }
    }

    /** Takes the cache out of use and lets go of its store and its beans, so that another of its name can be made. Calls nobody's code. */
    void letGo() {
        synchronized (configuration) {
            if (!closed) {
                closed = true;
                beans.hide();
                close(store::close);
            }
        }
    }

    private void close(Closeable part) {
        try {
            part.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "A part of the cache '" + name + "' could not be closed", e);
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("This cache cannot be unwrapped to " + type.getName());
    }

    @Override
    public String toString() {
        return "RefrainCache[" + name + " of " + manager.getURI() + "]";
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The cache '" + name + "' is closed");
        }
    }

    private K ready(K key) {
        checkOpen();
        return types.key(key);
    }

    private V checked(V value) {
        return types.value(value);
    }

    private NewValue<V> in(V value) {
        return values.in(types.value(value));
    }

    private static final CompletionListener NOBODY = new CompletionListener() {
        @Override
        public void onCompletion() {}

        @Override
        public void onException(Exception e) {
            LOG.log(Level.WARNING, "Loading failed, and no completion listener was given", e);
        }
    };
}
