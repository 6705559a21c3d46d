package io.refrain.jcache;

import io.refrain.jcache.codec.Codec;
import io.refrain.jcache.config.RefrainConfiguration;
import io.refrain.jcache.config.StorageType;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.config.CacheSettings;
import io.refrain.jcache.internal.config.ManagerSettings;
import io.refrain.jcache.internal.config.RefrainUri;
import io.refrain.jcache.internal.config.Settings;
import io.refrain.jcache.internal.store.Bounds;
import io.refrain.jcache.internal.store.HeldKeys;
import io.refrain.jcache.internal.store.Storage;
import io.refrain.jcache.internal.store.database.DatabaseStorage;
import io.refrain.jcache.internal.store.database.postgresql.PostgresqlDriver;
import io.refrain.jcache.internal.store.database.row.HibernateVersion;
import io.refrain.jcache.internal.store.database.sqlite.SqliteStorage;
import io.refrain.jcache.internal.store.database.transfer.Transfer;
import io.refrain.jcache.internal.store.heap.HeapStorage;
import io.refrain.jcache.internal.store.tiered.TieredStorage;
import java.lang.ref.WeakReference;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * The caches of one URI and class loader (JSR-107, chapter 4). A file that its URI names is opened with the first cache that needs it. Safe for use by several threads at once.
 */
public final class RefrainCacheManager implements CacheManager {
    /**
     * The name of a property of {@link CachingProvider#getCacheManager(URI, ClassLoader, Properties)} that hands in the Hibernate session
     * factory to map entries by, where the provider should not, or cannot, make its own.
     */
    public static final String SESSION_FACTORY = "org.hibernate.SessionFactory";

    private final RefrainCachingProvider provider;
    private final RefrainUri uri;
    private final WeakReference<ClassLoader> loader;
    private final Properties properties;
    private final Settings settings;
    private final ManagerSettings ownSettings;
    private final Codecs codecs;
    private final InstantSource clock;
    private final ExecutorService executor;
    private final HeldKeys held;
    private final Storage heap;
    private final Map<String, RefrainCache<?, ?>> caches = new HashMap<>();
    private @Nullable DatabaseStorage file;
    private volatile boolean closed;

    RefrainCacheManager(
            RefrainCachingProvider provider,
            RefrainUri uri,
            ClassLoader loader,
            Properties properties,
            InstantSource clock) {
        this.provider = provider;
        this.loader = new WeakReference<>(loader);
        this.properties = properties;
        this.settings = new Settings(properties);
        this.ownSettings = ManagerSettings.of(settings);
        this.uri = uri.with(ownSettings.postgresql());
        this.held = provider.heldKeys().waitingFor(ownSettings.keyTimeout());
        this.heap = new HeapStorage(held);
        this.codecs = Codecs.of(loader);
        this.clock = clock;
        this.executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "refrain " + uri.shown());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public CachingProvider getCachingProvider() {
        return provider;
    }

    /** {@inheritDoc} As it was given, with the password, if it has one. */
    @Override
    public URI getURI() {
        return uri.uri();
    }

    /** The URI without a password: what is logged, thrown or named after it. */
    String shownUri() {
        return uri.shown();
    }

    /** {@inheritDoc} Null once nobody else uses it. */
    @Override
    public @Nullable ClassLoader getClassLoader() {
        return loader.get();
    }

    @Override
    public Properties getProperties() {
        return properties;
    }

    /**
     * {@inheritDoc}
     *
     * @throws CacheException when there is a cache of that name, when what the configuration keys say of it cannot be used, or when its
     *     file cannot
     */
    @Override
    public <K, V, C extends Configuration<K, V>> Cache<K, V> createCache(String cacheName, C configuration) {
        checkOpen();
        Objects.requireNonNull(cacheName, "The name of the cache is null");
        Objects.requireNonNull(configuration, "The configuration is null");
        synchronized (caches) {
            checkOpen();
            if (caches.containsKey(cacheName)) {
                throw new CacheException("There is a cache named '" + cacheName + "' already; getCache gives it");
            }
            RefrainConfiguration<K, V> own = copy(configuration);
            CacheSettings asked = asked(cacheName, own);
            if (asked.storage() == StorageType.PERSISTENT && !isText(cacheName)) {
                throw new CacheException("The cache '" + cacheName
                        + "' cannot be persistent, since its name has half of a surrogate pair"
                        + " and cannot be written to a file: give it another name, or set storage=heap");
            }
            Codecs codecs = codecs(own, asked);
            Storage storage = asked.storage() == StorageType.HEAP ? heap : behindHeap(asked.heap());
            RefrainCache<K, V> cache = new RefrainCache<>(this, cacheName, own, asked, codecs, storage);
            if (configuration instanceof RefrainConfiguration<?, ?> used) {
                used.use();
            }
            caches.put(cacheName, cache);
            return cache;
        }
    }

    private static boolean isText(String name) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }

    private static <K, V> RefrainConfiguration<K, V> copy(Configuration<K, V> configuration) {
        if (configuration instanceof CompleteConfiguration<K, V> complete) {
            return new RefrainConfiguration<>(complete);
        }
        return new RefrainConfiguration<K, V>()
                .setTypes(configuration.getKeyType(), configuration.getValueType())
                .setStoreByValue(configuration.isStoreByValue());
    }

    private Codecs codecs(RefrainConfiguration<?, ?> configuration, CacheSettings asked) {
        List<Codec<?>> added = new ArrayList<>();
        for (Factory<? extends Codec<?>> factory : configuration.getCodecFactories()) {
            added.add(Objects.requireNonNull(factory.create(), () -> "The factory of a codec gave null: " + factory));
        }
        Codecs all = codecs.with(added);
        if (asked.storage() == StorageType.PERSISTENT) {
            all = all.filteredBy(ownSettings.serialization().filter(configuration));
        }
        all.declare(configuration.getValueType());
        return all;
    }

    private CacheSettings asked(String cacheName, RefrainConfiguration<?, ?> configuration) {
        return CacheSettings.of(settings, cacheName, configuration, uri.isPersistent());
    }

    /**
     * Why values of a type could never be kept in a cache, whether it is there yet or not, and one thing to do; null when some can be.
     *
     * @param type such as the return type of a method; what it leaves open, such as an interface, may be anything
     */
    public @Nullable String refusalOfValues(String cacheName, Type type) {
        RefrainCache<?, ?> cache = find(cacheName);
        if (cache != null) {
            return cache.codecs().refusalOf(type, cacheName);
        }
        RefrainConfiguration<Object, Object> none = new RefrainConfiguration<>();
        return codecs(none, asked(cacheName, none)).refusalOf(type, cacheName);
    }

    private Storage behindHeap(@Nullable Bounds near) {
        DatabaseStorage storage = file();
        return near == null || storage.isShared() ? storage : new TieredStorage(storage, near);
    }

    /** The storage in the file; called while the caches are held. */
    private DatabaseStorage file() {
        DatabaseStorage opened = file;
        if (opened == null) {
            HibernateVersion.requireFitting();
            try {
                opened = openDatabase();
            } catch (LinkageError e) {
                throw HibernateVersion.unfit(e);
            }
            file = opened;
        }
        return opened;
    }

    private DatabaseStorage openDatabase() {
        Object sessions = properties.get(SESSION_FACTORY);
        if (uri.server().isPresent()) {
            return PostgresqlDriver.source().open(uri.server().get(), sessions, ownSettings.postgresql(), held, clock);
        }
        return SqliteStorage.open(uri.file().orElseThrow(), sessions, ownSettings.sqlite(), held, clock);
    }

    @Override
    @SuppressWarnings("unchecked") // the types are compared
    public <K, V> @Nullable Cache<K, V> getCache(String cacheName, Class<K> keyType, Class<V> valueType) {
        Objects.requireNonNull(keyType, "The key type is null");
        Objects.requireNonNull(valueType, "The value type is null");
        RefrainCache<K, V> cache = (RefrainCache<K, V>) find(cacheName);
        if (cache != null) {
            Configuration<?, ?> configuration = cache.getConfiguration(Configuration.class);
            requireSame(cacheName, "key", configuration.getKeyType(), keyType);
            requireSame(cacheName, "value", configuration.getValueType(), valueType);
        }
        return cache;
    }

    private static void requireSame(String cache, String role, Class<?> configured, Class<?> asked) {
        if (!configured.equals(asked)) {
            throw new ClassCastException("The " + role + "s of the cache '" + cache + "' are configured as "
                    + configured.getName() + ", not as " + asked.getName());
        }
    }

    @Override
    @SuppressWarnings("unchecked") // as the specification has it, since 1.1 also for a cache with types
    public <K, V> @Nullable Cache<K, V> getCache(String cacheName) {
        return (Cache<K, V>) find(cacheName);
    }

    private @Nullable RefrainCache<?, ?> find(String cacheName) {
        checkOpen();
        Objects.requireNonNull(cacheName, "The name of the cache is null");
        synchronized (caches) {
            return caches.get(cacheName);
        }
    }

    @Override
    public Iterable<String> getCacheNames() {
        checkOpen();
        synchronized (caches) {
            return List.copyOf(caches.keySet());
        }
    }

    /** {@inheritDoc} Deletes what is kept in the file, also of a cache that is closed or was not opened yet. */
    @Override
    public void destroyCache(String cacheName) {
        boolean destroyed = false;
        while (!destroyed) {
            RefrainCache<?, ?> cache = find(cacheName);
            if (cache != null) {
                cache.close();
            }
            destroyed = destroyUnlessOpen(cacheName);
        }
    }

    /** Whether it was destroyed, and not opened by somebody else meanwhile. */
    private boolean destroyUnlessOpen(String cacheName) {
        synchronized (caches) {
            checkOpen();
            if (caches.containsKey(cacheName)) {
                return false;
            }
            if (uri.isPersistent() && isText(cacheName)) {
                file().destroy(cacheName);
            }
            return true;
        }
    }

    @Override
    public void enableManagement(String cacheName, boolean enabled) {
        RefrainCache<?, ?> cache = find(cacheName);
        if (cache != null) {
            cache.setManagementEnabled(enabled);
        }
    }

    @Override
    public void enableStatistics(String cacheName, boolean enabled) {
        RefrainCache<?, ?> cache = find(cacheName);
        if (cache != null) {
            cache.setStatisticsEnabled(enabled);
        }
    }

    /**
     * Copies the file, as it is at one moment, to another that only its owner may read, while it is in use. What was put before is in it, also by other cache managers, and nobody waits. To go
     * back to it, put it in the file's place while nobody has that open, and delete the {@code -wal} and {@code -shm} beside that.
     *
     * @param target of a file that does not exist
     * @throws CacheException when it exists or cannot be written, when what was put before cannot be committed, or when this manager has no file
     * @throws IllegalStateException when this manager is closed, or is meanwhile
     */
    public void backUp(Path target) {
        transfer().backUp(target);
    }

    /**
     * Writes all entries of all caches of the file that have not expired as JSON Lines: an object a line, with the cache, key and value, as text or in hexadecimal digits, and when it was
     * written and expires, in milliseconds since the epoch. What was put before is among them, also by other cache managers, and nobody waits; of what is put and removed meanwhile, some is.
     * Damaged entries are left out, which is logged. Only its owner may read what is written, and it has its name only when all is in it.
     *
     * @param target of a file that does not exist
     * @return how many there are
     * @throws CacheException when it exists or cannot be written, when what was put before cannot be committed, or when this manager has no file
     * @throws IllegalStateException when this manager is closed, or is meanwhile
     */
    public long exportEntries(Path target) {
        return transfer().exportTo(target);
    }

    /**
     * Reads what {@link #exportEntries} wrote, over entries of the same caches and keys. No cache of this manager may be open; those of other managers have the entries at once. Listeners and
     * writers are told nothing.
     *
     * @return how many there were
     * @throws CacheException when a line cannot be read, saying which (those before it are in the file then), when a cache is open, or when this
     *     manager has no file
     * @throws IllegalStateException when this manager is closed, or is meanwhile
     */
    public long importEntries(Path source) {
        Transfer transfer = transfer();
        synchronized (caches) {
            if (!caches.isEmpty()) {
                throw new CacheException("Close the caches " + caches.keySet() + " before entries are imported");
            }
        }
        return transfer.importFrom(source);
    }

    private Transfer transfer() {
        checkOpen();
        if (!uri.isPersistent()) {
            throw new CacheException(
                    "The cache manager " + uri.shown() + " keeps everything on the heap and has no file");
        }
        synchronized (caches) {
            checkOpen();
            return new Transfer(
                    file(), cache -> asked(cache, new RefrainConfiguration<>()).bounds());
        }
    }

    @Override
    public void close() {
        List<RefrainCache<?, ?>> open;
        // Whoever makes the next manager of this URI waits here, so nobody else's code may be called: it might wait for
        // that manager.
        synchronized (caches) {
            if (closed) {
                return;
            }
            closed = true;
            open = List.copyOf(caches.values());
            open.forEach(RefrainCache::letGo);
            if (file != null) {
                file.close();
            }
        }
        provider.closed(this);
        open.forEach(RefrainCache::close);
        executor.shutdown();
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
        throw new IllegalArgumentException("This cache manager cannot be unwrapped to " + type.getName());
    }

    @Override
    public String toString() {
        return "RefrainCacheManager[" + uri.shown() + "]";
    }

    /** A cache was closed: its name is free again. */
    void closed(RefrainCache<?, ?> cache) {
        synchronized (caches) {
            caches.remove(cache.getName(), cache);
        }
    }

    InstantSource clock() {
        return clock;
    }

    /** Whether the current thread holds a key of any cache. */
    boolean holdsKey() {
        return held.ofThisThread() != null;
    }

    /** Why the file is not what it was opened as, or the database cannot be used at the moment, in the words of a message; null when all is well, or there is neither. */
    public @Nullable String trouble() {
        synchronized (caches) {
            return file == null ? null : file.trouble();
        }
    }

    Executor executor() {
        return executor;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The cache manager " + uri.shown() + " is closed");
        }
    }
}
