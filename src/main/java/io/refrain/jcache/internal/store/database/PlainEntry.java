package io.refrain.jcache.internal.store.database;

import io.refrain.jcache.internal.store.database.row.Cell;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a database without what only that knows of it. Safe for use by several threads at once, as {@link Cell} is.
 *
 * @param writtenAt in milliseconds since the epoch
 * @param expiresAt in milliseconds since the epoch; null for never
 */
public record PlainEntry(String cache, Cell key, Cell value, long writtenAt, @Nullable Long expiresAt) {}
