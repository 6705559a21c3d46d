package io.refrain.jcache.store.database.row;

import io.refrain.jcache.codec.Codecs;
import io.refrain.jcache.codec.Encoded;
import io.refrain.jcache.store.StoredEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Turns the entries of one cache into rows and back. Safe for use by several threads at once. */
public final class Rows<K> {
    private final int cache;
    private final long salt;
    private final Codecs codecs;

    /** Has been fed with the salt; copied for each id. */
    private final MessageDigest digest;

    /**
     * @param cache its number
     * @param salt the database's
     */
    public Rows(int cache, long salt, Codecs codecs) {
        this.cache = cache;
        this.salt = salt;
        this.codecs = codecs;
        this.digest = sha256();
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(salt).flip());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * A key as the table knows it.
     *
     * @throws CacheException when it cannot be stored
     */
    public RowKey key(K key) {
        return rowKey(Cell.of(encodeKey(key)));
    }

    /** An encoded key as the table knows it. */
    public RowKey rowKey(Cell key) {
        return new RowKey(RowIds.of(cache, hash(key)), key);
    }

    /**
     * An entry as a row, accessed when it was written.
     *
     * @param version of the value
     */
    public EntryRow row(RowKey key, StoredEntry entry, long version) {
        EntryRow row = new EntryRow(key.id());
        Cell value = Cell.of(codecs.encode(entry.value()));
        row.key(key.cell());
        row.value(value);
        row.version = version;
        row.writtenAt = entry.writtenAt();
        row.accessedAt = entry.writtenAt();
        row.expiresAt = expiresAt(entry.expiresAt());
        row.byteSize = size(key.cell(), value);
        row.checksum = Checksum.of(salt, row);
        return row;
    }

    /** How many bytes a row counts for. */
    public static long size(Cell key, Cell value) {
        return (long) key.bytes().length + value.bytes().length;
    }

    /** A deadline as the column has it: null for never. */
    public static @Nullable Long expiresAt(long deadline) {
        return deadline == StoredEntry.ETERNAL ? null : Long.valueOf(deadline);
    }

    /**
     * The entry of a row that was looked for.
     *
     * @return null when the checksum is wrong: it is another key's row that happens to have the same id, or damaged, as {@link #isSound} tells
     * @throws CacheException when the value cannot be read
     */
    public @Nullable StoredEntry entry(RowKey asked, RowValue row) {
        if (row.checksum() != Checksum.of(salt, asked, row)) {
            return null;
        }
        String text = row.text() == null ? null : new String(row.text(), StandardCharsets.UTF_8);
        return entry(new Cell(row.codec(), text, row.data()), row.writtenAt(), row.expiresAt(), row.version());
    }

    /**
     * The entry of a whole row.
     *
     * @return null when the row is not {@linkplain #isSound sound}
     * @throws CacheException when the value cannot be read
     */
    public @Nullable StoredEntry entry(EntryRow row) {
        return isSound(row) ? entry(row.value(), row.writtenAt, row.expiresAt, row.version) : null;
    }

    private StoredEntry entry(Cell value, long writtenAt, @Nullable Long expiresAt, long version) {
        return new StoredEntry(
                codecs.stored(value.encoded()),
                writtenAt,
                Objects.requireNonNullElse(expiresAt, StoredEntry.ETERNAL),
                version);
    }

    /** Whether a row is one of this cache, as it was written. */
    public boolean isSound(EntryRow row) {
        return RowIds.cache(row.id) == cache && row.checksum == Checksum.of(salt, row);
    }

    /**
     * The key of a sound row.
     *
     * @throws CacheException when it cannot be read
     */
    @SuppressWarnings("unchecked") // what was put as a K
    public K liveKey(Cell key) {
        return (K) decodeKey(key.encoded());
    }

    private Encoded encodeKey(Object key) {
        return codecs.encode(codecs.freeze(key));
    }

    private Object decodeKey(Encoded key) {
        return codecs.thaw(codecs.stored(key));
    }

    /** Each part after its length, so that no two keys are hashed from the same bytes. */
    private long hash(Cell key) {
        try {
            MessageDigest own = (MessageDigest) digest.clone();
            feed(own, key.codec().getBytes(StandardCharsets.UTF_8));
            feed(own, key.bytes());
            return ByteBuffer.wrap(own.digest()).getLong() >>> (Long.SIZE - RowIds.HASH_BITS);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Every Java platform's SHA-256 can be copied", e);
        }
    }

    private static void feed(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        digest.update(part);
    }
}
