package io.refrain.jcache.internal.store.database.row;

import org.jspecify.annotations.Nullable;

/**
 * All of a row but its value.
 *
 * @param version grows with each value that the key gets
 * @param accessedAt in milliseconds since the epoch
 * @param expiresAt null for never
 * @param byteSize of key and value as they are encoded
 * @param key as it is encoded
 */
public record RowHead(long id, long version, long accessedAt, @Nullable Long expiresAt, long byteSize, Cell key) {}
