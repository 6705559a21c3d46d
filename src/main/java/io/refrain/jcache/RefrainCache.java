package io.refrain.jcache;

import io.refrain.internal.flight.Leases;
import io.refrain.jcache.config.RefrainConfiguration;
import io.refrain.jcache.config.StorageType;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.config.CacheSettings;
import io.refrain.jcache.internal.expiry.Deadlines;
import io.refrain.jcache.internal.management.CacheConfigurationBean;
import io.refrain.jcache.internal.management.ManagementBeans;
import io.refrain.jcache.internal.management.Statistics;
import io.refrain.jcache.internal.operation.GetAndPut;
import io.refrain.jcache.internal.operation.GetAndRemove;
import io.refrain.jcache.internal.operation.GetAndReplace;
import io.refrain.jcache.internal.operation.Invoke;
import io.refrain.jcache.internal.operation.NewValue;
import io.refrain.jcache.internal.operation.Operation;
import io.refrain.jcache.internal.operation.Put;
import io.refrain.jcache.internal.operation.PutIfAbsent;
import io.refrain.jcache.internal.operation.Remove;
import io.refrain.jcache.internal.operation.RemoveIfEqual;
import io.refrain.jcache.internal.operation.Replace;
import io.refrain.jcache.internal.operation.ReplaceIfEqual;
import io.refrain.jcache.internal.store.Storage;
import io.refrain.jcache.internal.store.Store;
import io.refrain.jcache.internal.store.StoreObserver;
import io.refrain.jcache.internal.store.StoredEntry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Type;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.integration.CacheWriterException;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/**
 * A cache of JSR-107. Each verb names its operation; the {@link Mutator} does the rest, and look-ups are the {@link EntryReader}'s. It is as long as
 * the interface has verbs. Safe for use by several threads at once.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class RefrainCache<K, V> implements Cache<K, V> {
    private static final Logger LOG = System.getLogger(RefrainCache.class.getName());

    /** How many entries are removed together, so that no transaction grows with the cache. */
    private static final int REMOVED_TOGETHER = 1_000;

    private final String name;
    private final RefrainCacheManager manager;
    private final RefrainConfiguration<K, V> configuration;
    private final TypeCheck<K, V> types;
    private final Store<K> store;
    private final Values<K, V> values;
    private final Collaborators<K, V> collaborators;
    private final EntryWriter<K, V> writer;
    private final Observer observer = new Observer();
    private final Mutator<K, V> mutator;
    private final EntryReader<K, V> reader;
    private final @Nullable ReadThrough<K, V> loads;
    /** Those of a cache that loads on a miss. */
    private final @Nullable ReadThrough<K, V> readThrough;

    private final Statistics statistics = new Statistics();
    private final ManagementBeans beans;
    private volatile boolean statisticsEnabled;
    private volatile boolean closed;

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
        this.types = new TypeCheck<>(configuration.getKeyType(), configuration.getValueType());
        // On the heap there is only what this cache has put there, which was looked at then.
        TypeCheck<?, ?> kept = settings.storage() == StorageType.HEAP ? TypeCheck.NONE : types;
        this.values = new Values<>(name, codecs, configuration.isStoreByValue(), kept);
        this.collaborators = new Collaborators<>(
                name, configuration, settings.expiryPolicy(), types, manager.executor(), manager::holdsKey);
        try {
            this.store = storage.open(name, settings.bounds(), settings.durability(), codecs, observer);
        } catch (Throwable e) {
            collaborators.close();
            throw e;
        }
        this.writer = collaborators.writer();
        this.beans = new ManagementBeans(manager.shownUri(), name);
        Deadlines deadlines = collaborators.deadlines();
        InstantSource clock = manager.clock();
        this.mutator =
                new Mutator<>(this, store, values, deadlines, writer, collaborators.listeners(), statistics, clock);
        this.reader = new EntryReader<>(this, store, values, deadlines, mutator, statistics, clock);
        EntryLoader<K, V> loader = collaborators.loader();
        this.loads = loader == null ? null : new ReadThrough<>(this, loader, mutator, values);
        this.readThrough = configuration.isReadThrough() ? loads : null;
        try {
            setStatisticsEnabled(configuration.isStatisticsEnabled());
            setManagementEnabled(configuration.isManagementEnabled());
        } catch (Throwable e) {
            close();
            throw e;
        }
        observer.ready = true;
    }

    @Override
    public @Nullable V get(K key) {
        ready(key);
        V value = statisticsEnabled ? reader.getCounted(key) : reader.get(key);
        return value != null || readThrough == null ? value : readThrough.get(key);
    }

    /**
     * What the cache has for a key when that can be told without blocking, counted as a hit: safe on a thread that must not block, and
     * only a first step on it, since null may mean a miss or that the answer is not on the heap. Counts no miss.
     *
     * @throws IllegalStateException when the cache is closed
     */
    public @Nullable V getWithoutBlocking(K key) {
        return reader.getWithoutBlocking(ready(key));
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

    @Override
    public Map<K, V> getAll(Set<? extends K> keys) {
        checkOpen();
        keys.forEach(this::ready);
        Map<K, V> found = reader.getAll(keys);
        if (readThrough != null) {
            Set<K> missing = new HashSet<>(keys);
            missing.removeAll(found.keySet());
            if (!missing.isEmpty()) {
                found.putAll(readThrough.getAll(missing));
            }
        }
        return found;
    }

    @Override
    public boolean containsKey(K key) {
        return reader.contains(ready(key));
    }

    @Override
    public void loadAll(
            Set<? extends K> keys, boolean replaceExistingValues, @Nullable CompletionListener completionListener) {
        checkOpen();
        Set<K> wanted = new HashSet<>();
        for (K key : keys) {
            wanted.add(values.key(ready(key)));
        }
        if (loads != null) {
            loads.loadAll(wanted, replaceExistingValues, completionListener, manager.executor());
        } else if (completionListener != null) {
            completionListener.onCompletion();
        }
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

    /** {@inheritDoc} In parts, each of which is told to the writer by itself; one that fails does not keep the others. */
    @Override
    public void removeAll() {
        checkOpen();
        Iterator<Store.Found<K>> all = store.entries();
        CacheException failure = null;
        while (all.hasNext()) {
            Set<K> keys = new HashSet<>();
            while (all.hasNext() && keys.size() < REMOVED_TOGETHER) {
                keys.add(all.next().key());
            }
            try {
                removeHeld(keys);
            } catch (CacheWriterException | CacheEntryListenerException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** @param keys as the store has them; the writer hears nothing of those that are not of the cache's type */
    private void removeHeld(Set<K> keys) {
        Map<K, Operation<V, ?>> removals = new LinkedHashMap<>();
        keys.forEach(key -> removals.put(key, new Remove<>()));
        mutator.applyAll(
                removals,
                () -> writer.deleteAll(
                        keys.stream().filter(types::isKey).map(values::key).toList()));
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
        Supplier<@Nullable NewValue<V>> loading = readThrough == null ? null : readThrough.loading(key);
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
        return reader.iterator();
    }

    /** Drops those of several keys that have expired, for a store that found them by itself; the listeners are told. */
    void expire(Collection<? extends K> keys) {
        if (!closed) {
            mutator.expire(keys);
        }
    }

    /** Whether {@link #expire} would tell anybody. */
    boolean listensForExpiry() {
        return mutator.listensForExpiry();
    }

    @Override
    public void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> listenerConfiguration) {
        checkOpen();
        // Makes the listener, so no lock is held.
        collaborators.register(listenerConfiguration);
        synchronized (configuration) {
            configuration.addCacheEntryListenerConfiguration(listenerConfiguration);
        }
    }

    @Override
    public void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> listenerConfiguration) {
        checkOpen();
        collaborators.listeners().deregister(listenerConfiguration);
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

    /**
     * Says of which type values may be, besides the one that the cache was configured with, such as the lists of a class: what Java's serialisation cannot
     * store, or may not, is then stored as JSON, if Jackson is there and the type is one of records, beans, and collections and optionals of these. To be said again
     * when the cache is opened again.
     *
     * @param type as {@link java.lang.reflect.Method#getGenericReturnType} gives it
     */
    public void declareValues(Type type) {
        values.codecs().declare(type);
    }

    Codecs codecs() {
        return values.codecs();
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
        collaborators.close();
    }

    /** Takes the cache out of use and lets go of its store and its beans, so that another of its name can be made. Calls nobody's code. */
    void letGo() {
        synchronized (configuration) {
            if (!closed) {
                closed = true;
                beans.hide();
                closeStore();
            }
        }
    }

    private void closeStore() {
        try {
            store.close();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "The store of the cache '" + name + "' could not be closed", e);
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
        if (type == Leases.class) {
            Leases<K> leases = store.leases();
            return type.cast(leases == null ? Leases.NONE : leases);
        }
        throw new IllegalArgumentException("This cache cannot be unwrapped to " + type.getName());
    }

    @Override
    public String toString() {
        return "RefrainCache[" + name + " of " + manager.shownUri() + "]";
    }

    void checkOpen() {
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

    /** What the store tells of entries that change without the cache's doing. Safe for use by several threads at once. */
    private final class Observer implements StoreObserver<K> {
        /** Set when the cache is made: what has expired is left alone until then. */
        private volatile boolean ready;

        @Override
        public void evicted(long entries) {
            statistics.evicted(entries);
        }

        @Override
        public boolean listensForExpiry() {
            return !ready || RefrainCache.this.listensForExpiry();
        }

        @Override
        public void expire(Collection<K> keys) {
            if (ready) {
                RefrainCache.this.expire(keys);
            }
        }
    }
}
