package io.refrain.jcache.store.database.row;

/**
 * A key as the table knows it.
 *
 * @param id of its row
 * @param cell the key itself
 */
public record RowKey(long id, Cell cell) {}
