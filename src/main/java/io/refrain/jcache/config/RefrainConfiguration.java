package io.refrain.jcache.config;

import io.refrain.jcache.codec.Codec;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/**
 * The standard configuration of a cache and what Refrain adds to it, for {@link javax.cache.CacheManager#createCache}. What the
 * configuration keys {@code refrain.caches."name".*} say goes before what it says. It can be changed until a cache was created with it; a copy
 * can be changed again. Not safe for use by several threads while it is changed.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class RefrainConfiguration<K, V> extends MutableConfiguration<K, V> {
    @Serial
    private static final long serialVersionUID = 1;

    private @Nullable StorageType storage;
    private @Nullable Long maxEntries;
    private @Nullable Long maxBytes;
    private @Nullable Long heapEntries;
    private @Nullable Long heapBytes;
    private @Nullable Durability durability;
    private final ArrayList<Factory<? extends Codec<?>>> codecs = new ArrayList<>();
    private boolean inUse;

    /** The defaults of JSR-107: keys and values of any type, by value, eternal. */
    public RefrainConfiguration() {}

    /** A copy of any configuration, which can be changed. */
    public RefrainConfiguration(CompleteConfiguration<K, V> other) {
        super(other);
        if (other instanceof RefrainConfiguration<K, V> own) {
            storage = own.storage;
            maxEntries = own.maxEntries;
            maxBytes = own.maxBytes;
            heapEntries = own.heapEntries;
            heapBytes = own.heapBytes;
            durability = own.durability;
            codecs.addAll(own.codecs);
        }
    }

    /** Where entries are kept; empty for what the cache manager has: its file, its database, or the heap. */
    public Optional<StorageType> getStorage() {
        return Optional.ofNullable(storage);
    }

    /** Keeps entries there. */
    public RefrainConfiguration<K, V> setStorage(StorageType storage) {
        changing();
        this.storage = Objects.requireNonNull(storage, "storage");
        return this;
    }

    /** How many entries the cache may hold; empty for 10,000 on the heap and 1,000,000 of a persistent cache. */
    public Optional<Long> getMaxEntries() {
        return Optional.ofNullable(maxEntries);
    }

    /**
     * Bounds the number of entries.
     *
     * @throws IllegalArgumentException when it is below 1
     */
    public RefrainConfiguration<K, V> setMaxEntries(long maxEntries) {
        changing();
        this.maxEntries = atLeast(1, maxEntries, "max-entries");
        return this;
    }

    /** How many bytes all keys and values may have as they are encoded; empty for 1 GiB of a persistent cache, and no bound on the heap. */
    public Optional<Long> getMaxBytes() {
        return Optional.ofNullable(maxBytes);
    }

    /**
     * Bounds the number of bytes that all keys and values have as they are encoded.
     *
     * @throws IllegalArgumentException when it is below 1
     */
    public RefrainConfiguration<K, V> setMaxBytes(long maxBytes) {
        changing();
        this.maxBytes = atLeast(1, maxBytes, "max-bytes");
        return this;
    }

    /** How many entries of a persistent cache are also on the heap; empty for 10,000. */
    public Optional<Long> getHeapEntries() {
        return Optional.ofNullable(heapEntries);
    }

    /**
     * Bounds the number of entries of the heap in front of a persistent cache, which never has more than the cache may have; 0 for no heap.
     *
     * @throws IllegalArgumentException when it is below 0
     */
    public RefrainConfiguration<K, V> setHeapEntries(long heapEntries) {
        changing();
        this.heapEntries = atLeast(0, heapEntries, "heap-entries");
        return this;
    }

    /** How many bytes of a persistent cache are also on the heap; empty for 64 MiB. */
    public Optional<Long> getHeapBytes() {
        return Optional.ofNullable(heapBytes);
    }

    /**
     * Bounds the number of bytes of the heap in front of a persistent cache, counted as for {@link #setMaxBytes}, and never more than that.
     *
     * @throws IllegalArgumentException when it is below 1
     */
    public RefrainConfiguration<K, V> setHeapBytes(long heapBytes) {
        changing();
        this.heapBytes = atLeast(1, heapBytes, "heap-bytes");
        return this;
    }

    /** What makes the codecs of this cache, in the order in which they are asked. */
    public List<Factory<? extends Codec<?>>> getCodecFactories() {
        return List.copyOf(codecs);
    }

    /**
     * Adds a codec for keys and values, such as {@code JsonCodec.factory(Answer.class)}. It is asked before those of the
     * {@link java.util.ServiceLoader} and the built-in ones, and after those that were added before. What it has written can be read only with
     * a codec of the same name.
     *
     * @param codec makes it; serialisable when the configuration is to be
     */
    public RefrainConfiguration<K, V> addCodec(Factory<? extends Codec<?>> codec) {
        changing();
        codecs.add(Objects.requireNonNull(codec, "codec"));
        return this;
    }

    /** What of a persistent cache survives; empty for {@link Durability#COMMITTED}. */
    public Optional<Durability> getDurability() {
        return Optional.ofNullable(durability);
    }

    /** Chooses what of a persistent cache survives, and what a write costs. */
    public RefrainConfiguration<K, V> setDurability(Durability durability) {
        changing();
        this.durability = Objects.requireNonNull(durability, "durability");
        return this;
    }

    /** Forbids changes from now on: a cache has been created with it. */
    public void use() {
        inUse = true;
    }

    @Override
    public RefrainConfiguration<K, V> setTypes(Class<K> keyType, Class<V> valueType) {
        changing();
        super.setTypes(keyType, valueType);
        return this;
    }

    @Override
    public RefrainConfiguration<K, V> addCacheEntryListenerConfiguration(
            CacheEntryListenerConfiguration<K, V> cacheEntryListenerConfiguration) {
        changing();
        super.addCacheEntryListenerConfiguration(cacheEntryListenerConfiguration);
        return this;
    }

    @Override
    public RefrainConfiguration<K, V> removeCacheEntryListenerConfiguration(
            CacheEntryListenerConfiguration<K, V> cacheEntryListenerConfiguration) {
        changing();
        super.removeCacheEntryListenerConfiguration(cacheEntryListenerConfiguration);
        return this;
    }

    @Override
    public RefrainConfiguration<K, V> setCacheLoaderFactory(@Nullable Factory<? extends CacheLoader<K, V>> factory) {
        changing();
        super.setCacheLoaderFactory(factory);
        return this;
    }

    @Override
    public RefrainConfiguration<K, V> setCacheWriterFactory(
            @Nullable Factory<? extends CacheWriter<? super K, ? super V>> factory) {
        changing();
        super.setCacheWriterFactory(factory);
        return this;
    }

    @Override
    public RefrainConfiguration<K, V> setExpiryPolicyFactory(@Nullable Factory<? extends ExpiryPolicy> factory) {
        changing();
        super.setExpiryPolicyFactory(factory);
        return this;
    }

    @Override
    public RefrainConfiguration<K, V> setReadThrough(boolean isReadThrough) {
        changing();
        super.setReadThrough(isReadThrough);
        return this;
    }

    @Override
    public RefrainConfiguration<K, V> setWriteThrough(boolean isWriteThrough) {
        changing();
        super.setWriteThrough(isWriteThrough);
        return this;
    }

    @Override
    public RefrainConfiguration<K, V> setStoreByValue(boolean isStoreByValue) {
        changing();
        super.setStoreByValue(isStoreByValue);
        return this;
    }

    @Override
    public RefrainConfiguration<K, V> setStatisticsEnabled(boolean enabled) {
        changing();
        super.setStatisticsEnabled(enabled);
        return this;
    }

    @Override
    public RefrainConfiguration<K, V> setManagementEnabled(boolean enabled) {
        changing();
        super.setManagementEnabled(enabled);
        return this;
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode()
                + Objects.hash(storage, maxEntries, maxBytes, heapEntries, heapBytes, durability, codecs);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other)
                && other instanceof RefrainConfiguration<?, ?> that
                && storage == that.storage
                && Objects.equals(maxEntries, that.maxEntries)
                && Objects.equals(maxBytes, that.maxBytes)
                && Objects.equals(heapEntries, that.heapEntries)
                && Objects.equals(heapBytes, that.heapBytes)
                && durability == that.durability
                && codecs.equals(that.codecs);
    }

    private void changing() {
        if (inUse) {
            throw new IllegalStateException(
                    "A cache was created with this configuration; change a copy: new RefrainConfiguration<>(it)");
        }
    }

    private static Long atLeast(long least, long number, String name) {
        if (number < least) {
            throw new IllegalArgumentException(name + " is " + number + ", but must be at least " + least);
        }
        return number;
    }
}
