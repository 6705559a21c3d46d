package io.refrain.jcache.internal.store.database.row;

import org.jspecify.annotations.Nullable;

/**
 * An access to a row, to be noted.
 *
 * @param version of the row that was accessed
 * @param accessedAt in milliseconds since the epoch
 * @param expiresAt the deadline from then on; null for never
 */
public record RowTouch(long id, long version, long accessedAt, @Nullable Long expiresAt) {}
