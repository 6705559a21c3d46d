package io.refrain.jcache.store.sql;

import io.refrain.jcache.codec.Codecs;
import io.refrain.jcache.store.StoredEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Turns the entries of one cache into rows and back. Safe for use by several threads at once. */
final class Rows<K> {
    private final String cache;
    private final byte[] cacheInUtf8;
    private final Codecs codecs;
    private final long salt;

    /** Has been fed with the cache's name; copied for each id. */
    private final MessageDigest digest;

    /** @param salt the file's */
    Rows(String cache, Codecs codecs, long salt) {
        this.salt = salt;
        this.cache = cache;
        this.cacheInUtf8 = cache.getBytes(StandardCharsets.UTF_8);
        this.codecs = codecs;
        this.digest = sha256();
        feed(digest, cacheInUtf8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** A key as the table knows it. */
    RowKey key(K key) {
        Cell cell = Cell.of(codecs.encodeKey(key));
        return new RowKey(id(digest, cell), cell);
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
        row.byteSize = size(row);
        row.checksum = Checksum.of(salt, row);
        return row;
    }

    /** As the column has it: null for never. */
    static @Nullable Long expiresAt(long deadline) {
        return deadline == StoredEntry.ETERNAL ? null : Long.valueOf(deadline);
    }

    /**
     * The entry of a row that was looked for.
     *
     * @return null when the checksum is wrong: it is another key's row that happens to have the same id, or damaged, as {@link #isSound} tells
     * @throws CacheException when the value cannot be read
     */
    @Nullable
    StoredEntry entry(RowKey asked, RowValue value) {
        if (value.checksum() != Checksum.of(salt, cacheInUtf8, asked.id(), asked.cell(), value)) {
            return null;
        }
        String text = value.text() == null ? null : new String(value.text(), StandardCharsets.UTF_8);
        return entry(new Cell(value.codec(), text, value.data()), value.writtenAt(), value.expiresAt());
    }

    /** Whether a row is as it was written. */
    boolean isSound(EntryRow row) {
        return row.checksum == Checksum.of(salt, row);
    }

    /**
     * The entry of a row.
     *
     * @return null when the row is another cache's
     * @throws CacheException when the row is damaged or cannot be read
     */
    @Nullable
    StoredEntry entry(EntryRow row) {
        if (!isSound(row)) {
            throw new CacheException("Its checksum is wrong");
        }
        if (!row.cache.equals(cache)) {
            return null;
        }
        return entry(valueCell(row), row.writtenAt, row.expiresAt);
    }

    private StoredEntry entry(Cell value, long writtenAt, @Nullable Long expiresAt) {
        return new StoredEntry(
                codecs.stored(value.encoded()), writtenAt, Objects.requireNonNullElse(expiresAt, StoredEntry.ETERNAL));
    }

    /** The key of a row that {@link #entry} has found sound. */
    @SuppressWarnings("unchecked") // what was put as a K
    K key(EntryRow row) {
        return (K) codecs.decodeKey(keyCell(row).encoded());
    }

    static Cell keyCell(EntryRow row) {
        return new Cell(row.keyCodec, row.keyText, row.keyData);
    }

    /** The id of the row of a key. */
    static long id(String cache, Cell key) {
        MessageDigest digest = sha256();
        feed(digest, cache.getBytes(StandardCharsets.UTF_8));
        return id(digest, key);
    }

    /** How many bytes the key and the value of a row have. */
    static long size(EntryRow row) {
        return keyCell(row).bytes().length + valueCell(row).bytes().length;
    }

    private static Cell valueCell(EntryRow row) {
        return new Cell(row.valueCodec, row.valueText, row.valueData);
    }

    private static long id(MessageDigest cache, Cell key) {
        try {
            MessageDigest own = (MessageDigest) cache.clone();
            feed(own, key.codec().getBytes(StandardCharsets.UTF_8));
            feed(own, key.bytes());
            return ByteBuffer.wrap(own.digest()).getLong();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Every Java platform's SHA-256 can be copied", e);
        }
    }

    /** Each part after its length, so that no two keys are hashed from the same bytes. */
    private static void feed(MessageDigest digest, byte[] part) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (part.length >>> shift));
        }
        digest.update(part);
    }

    /**
     * A key as the table knows it.
     *
     * @param id the hash of cache and key
     * @param cell the key itself
     */
    record RowKey(long id, Cell cell) {}
}
