package io.refrain.jcache.codec;

/**
 * Writes objects of some classes as text or bytes and reads them back. An application adds its own to one cache, by
 * {@code RefrainConfiguration.addCodec}, or to all by listing them in {@code META-INF/services/io.refrain.jcache.codec.Codec}; they are asked in
 * this order, and before the built-in ones. The same object must always be written
 * the same way when it is used as a key. Implementations must be safe for use by several threads at once.
 *
 * @param <T> what it writes and reads
 */
public interface Codec<T> {

    /** Names the format in stored data; never changes and is no other codec's name. */
    String name();

    /** Whether it can write objects of exactly this class. */
    boolean handles(Class<?> type);

    /**
     * Whether nobody can change an object that this codec reads, so that the cache may hand out the same one again and again.
     */
    boolean immutable();

    /**
     * Writes an object.
     *
     * @throws javax.cache.CacheException when it cannot be written
     */
    Encoded encode(T value);

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param loader the class loader of the cache manager, for codecs that look up classes
     * @throws javax.cache.CacheException when it is damaged or may not be read
     */
    T decode(Encoded encoded, ClassLoader loader);
}
