package io.refrain.jcache.store.sql;

import org.jspecify.annotations.Nullable;

/**
 * What a look-up reads of a row: all but the key. Immutable, as long as nobody writes into its arrays.
 *
 * @param codec the name of the value's codec
 * @param text the value's text in UTF-8; null where the value is no text
 * @param data the value's bytes; null where the value is text
 * @param writtenAt in milliseconds since the epoch
 * @param expiresAt null for never
 * @param checksum as it was written
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RowValue(
        String codec,
        byte @Nullable [] text,
        byte @Nullable [] data,
        long writtenAt,
        @Nullable Long expiresAt,
        long checksum) {}
