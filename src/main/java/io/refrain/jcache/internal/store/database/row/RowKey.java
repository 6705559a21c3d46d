package io.refrain.jcache.internal.store.database.row;

/**
 * A key as the table knows it, whatever the number of its cache.
 *
 * @param hash of the key, {@value RowIds#HASH_BITS} bits
 * @param cell the key itself
 */
public record RowKey(long hash, Cell cell) {}
