package io.refrain.jcache.store.sql;

import io.refrain.jcache.codec.Codecs;
import io.refrain.jcache.store.StoredEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.zip.CRC32C;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Turns the entries of one cache into rows and back. Safe for use by several threads at once. */
final class Rows<K> {
    private final String cache;
    private final Codecs codecs;

    Rows(String cache, Codecs codecs) {
        this.cache = cache;
        this.codecs = codecs;
    }

    /** A key as the table knows it. */
    RowKey key(K key) {
        Cell cell = Cell.of(codecs.encode(codecs.freeze(key)));
        return new RowKey(id(cell), cell);
    }

    EntryRow row(RowKey rowKey, StoredEntry entry) {
        Cell key = rowKey.cell();
        Cell value = Cell.of(codecs.encode(entry.value()));
        EntryRow row = new EntryRow(rowKey.id());
        row.cache = cache;
        row.keyCodec = key.codec();
        row.keyText = key.text();
        row.keyData = key.data();
        row.valueCodec = value.codec();
        row.valueText = value.text();
        row.valueData = value.data();
        row.writtenAt = entry.writtenAt();
        row.accessedAt = entry.writtenAt();
        row.expiresAt = expiresAt(entry.expiresAt());
        row.byteSize = key.bytes().length + value.bytes().length;
        row.checksum = checksum(row);
        return row;
    }

    /** As the column has it: null for never. */
    static @Nullable Long expiresAt(long deadline) {
        return deadline == StoredEntry.ETERNAL ? null : Long.valueOf(deadline);
    }

    /**
     * The entry of a row.
     *
     * @param asked the key that was looked for; null for whatever key the row has
     * @return null when the row is of another cache or key that happens to have the same id
     * @throws CacheException when the row is damaged or cannot be read
     */
    @Nullable
    StoredEntry entry(EntryRow row, @Nullable RowKey asked) {
        if (row.checksum != checksum(row)) {
            throw new CacheException("Its checksum is wrong");
        }
        if (!row.cache.equals(cache)
                || (asked != null && !asked.cell().encoded().equals(keyCell(row).encoded()))) {
            return null;
        }
        Object value = codecs.stored(new Cell(row.valueCodec, row.valueText, row.valueData).encoded());
        return new StoredEntry(value, row.writtenAt, Objects.requireNonNullElse(row.expiresAt, StoredEntry.ETERNAL));
    }

    /** The key of a row that {@link #entry} has found sound. */
    @SuppressWarnings("unchecked") // what was put as a K
    K key(EntryRow row) {
        return (K) codecs.thaw(codecs.stored(keyCell(row).encoded()));
    }

    private static Cell keyCell(EntryRow row) {
        return new Cell(row.keyCodec, row.keyText, row.keyData);
    }

    private long id(Cell key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            feed(digest, cache.getBytes(StandardCharsets.UTF_8));
            feed(digest, key.codec().getBytes(StandardCharsets.UTF_8));
            feed(digest, key.bytes());
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Each part after its length, so that no two keys are hashed from the same bytes. */
    private static void feed(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        digest.update(part);
    }

    /** Covers what never changes in place; the deadline and the time of the last access do. */
    static long checksum(EntryRow row) {
        CRC32C sum = new CRC32C();
        sum.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(row.id)
                .putLong(row.writtenAt)
                .flip());
        for (String text : new String[] {row.cache, row.keyCodec, row.keyText, row.valueCodec, row.valueText}) {
            feed(sum, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
        }
        feed(sum, row.keyData);
        feed(sum, row.valueData);
        return sum.getValue();
    }

    private static void feed(CRC32C sum, byte @Nullable [] part) {
        int length = part == null ? -1 : part.length;
        sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
        if (part != null) {
            sum.update(part);
        }
    }

    /**
     * A key as the table knows it.
     *
     * @param id the hash of cache and key
     * @param cell the key itself
     */
    record RowKey(long id, Cell cell) {}
}
