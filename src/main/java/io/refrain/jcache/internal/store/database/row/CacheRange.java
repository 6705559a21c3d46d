package io.refrain.jcache.internal.store.database.row;

import io.refrain.jcache.internal.store.StoredEntry;
import org.jspecify.annotations.Nullable;

/**
 * Where one cache is in one database.
 *
 * @param number of the cache
 * @param salt the database's, with which the checksums of its rows begin
 */
public record CacheRange(int number, long salt) {

    /** The id of a key's row. */
    public long id(long hash) {
        return RowIds.of(number, hash);
    }

    /** The lowest id. */
    public long first() {
        return RowIds.first(number);
    }

    /** The highest id. */
    public long last() {
        return RowIds.last(number);
    }

    /**
     * An entry as a row.
     *
     * @param accessedAt in milliseconds since the epoch
     */
    public EntryRow row(RowKey key, Cell value, StoredEntry entry, long accessedAt) {
        EntryRow row = new EntryRow(id(key.hash()));
        row.key(key.cell());
        row.value(value);
        row.version = entry.version();
        row.writtenAt = entry.writtenAt();
        row.accessedAt = accessedAt;
        row.expiresAt = expiresAt(entry.expiresAt());
        row.byteSize = entry.byteSize();
        row.checksum = Checksum.of(salt, row);
        return row;
    }

    /** Whether a row that was looked for is the one of the key, as it was written: neither another key's that happens to have the same id, nor damaged. */
    public boolean isSound(RowKey asked, RowValue row) {
        return row.checksum() == Checksum.of(salt, id(asked.hash()), asked.cell(), row);
    }

    /** Whether a whole row is as it was written. */
    public boolean isSound(EntryRow row) {
        return RowIds.cache(row.id) == number && row.checksum == Checksum.of(salt, row);
    }

    /** A deadline as the column has it: null for never. */
    public static @Nullable Long expiresAt(long deadline) {
        return deadline == StoredEntry.ETERNAL ? null : Long.valueOf(deadline);
    }
}
