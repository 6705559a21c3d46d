package io.refrain.jcache;

import io.refrain.jcache.internal.operation.Load;
import io.refrain.jcache.internal.operation.NewValue;
import io.refrain.jcache.internal.operation.Operation;
import io.refrain.jcache.internal.operation.PutLoaded;
import io.refrain.jcache.internal.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * What a cache loads: on a miss, within an entry processor, or ahead of time. What is loaded and cannot be kept is what the caller of a read asked for all
 * the same. Safe for use by several threads at once.
 */
final class ReadThrough<K, V> {
    private static final Logger LOG = System.getLogger(ReadThrough.class.getName());

    private static final CompletionListener NOBODY = new CompletionListener() {
        @Override
        public void onCompletion() {}

        @Override
        public void onException(Exception e) {
            LOG.log(Level.WARNING, "Loading failed, and no completion listener was given", e);
        }
    };

    private final RefrainCache<K, V> cache;
    private final EntryLoader<K, V> loader;
    private final Mutator<K, V> mutator;
    private final Values<K, V> values;

    ReadThrough(RefrainCache<K, V> cache, EntryLoader<K, V> loader, Mutator<K, V> mutator, Values<K, V> values) {
        this.cache = cache;
        this.loader = loader;
        this.mutator = mutator;
        this.values = values;
    }

    /** Loads a value when it is asked for; it gives null when there is none. */
    Supplier<@Nullable NewValue<V>> loading(K key) {
        return () -> {
            V loaded = loader.load(key);
            return loaded == null ? null : values.in(loaded);
        };
    }

    /** The value of a key that was missed, unless somebody else has written it meanwhile; null when there is nothing to load. */
    @Nullable
    V get(K key) {
        List<NewValue<V>> loaded = new ArrayList<>(1);
        Supplier<@Nullable NewValue<V>> loading = loading(key);
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

    /** The values of those keys, all of which were missed, that have one. */
    Map<K, V> getAll(Set<K> missing) {
        Map<K, V> loaded = loader.loadAll(missing);
        try {
            keep(loaded, false);
        } catch (StoreException e) {
            LOG.log(Level.DEBUG, "What was loaded could not be kept", e);
        }
        return loaded;
    }

    /**
     * {@link javax.cache.Cache#loadAll}, in a thread of the executor.
     *
     * @param wanted belongs to nobody else
     * @param completion is told once, of the end or of any failure; null for nobody
     */
    void loadAll(Set<K> wanted, boolean replace, @Nullable CompletionListener completion, Executor executor) {
        CompletionListener told = completion == null ? NOBODY : completion;
        try {
            executor.execute(() -> complete(wanted, replace, told));
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("The cache '" + cache.getName() + "' is closed", e);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whoever waits for the completion must not wait for ever
    private void complete(Set<K> wanted, boolean replace, CompletionListener completion) {
        try {
            if (!replace) {
                wanted.removeIf(cache::containsKey);
            }
            if (!wanted.isEmpty()) {
                Map<K, V> loaded = loader.loadAll(wanted);
                cache.checkOpen();
                keep(loaded, replace);
            }
        } catch (Exception e) {
            completion.onException(e);
            return;
        } catch (Error e) {
            completion.onException(new CacheLoaderException(e));
            return;
        }
        completion.onCompletion();
    }

    private void keep(Map<K, V> loaded, boolean replace) {
        Map<K, Operation<V, ?>> puts = new LinkedHashMap<>();
        loaded.forEach((key, value) -> puts.put(values.key(key), new PutLoaded<>(values.in(value), replace)));
        mutator.applyAll(puts);
    }
}
