package io.refrain.jcache.config;

/** Where the entries of a cache are kept. */
public enum StorageType {
    /** On the heap, gone when the cache is closed. */
    HEAP,
    /** In the file, or the database, of the cache manager. */
    PERSISTENT
}
