package io.refrain.jcache.internal.store.database.row;

import org.jspecify.annotations.Nullable;

/**
 * What a look-up reads of a row: all but its key and the time of its last access.
 *
 * @param text in UTF-8; null where the value is bytes
 * @param expiresAt null for never
 */
public record RowValue(
        String codec,
        byte @Nullable [] text,
        byte @Nullable [] data,
        long version,
        long writtenAt,
        @Nullable Long expiresAt,
        long checksum) {}
