package io.refrain.jcache.internal.store.database.row;

import io.refrain.jcache.codec.Encoded;
import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.store.StoredEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Turns keys and values into what rows have, and back. Safe for use by several threads at once. */
public final class Rows<K> {
    private final Codecs codecs;

    /** Copied for each hash. */
    private final MessageDigest digest = sha256();

    public Rows(Codecs codecs) {
        this.codecs = codecs;
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
        return new RowKey(hash(key), key);
    }

    /**
     * A value as the table knows it.
     *
     * @throws CacheException when it cannot be stored
     */
    public Cell value(StoredEntry entry) {
        return Cell.of(codecs.encode(entry.value()));
    }

    /** How many bytes a row counts for. */
    public static long size(Cell key, Cell value) {
        return (long) key.bytes().length + value.bytes().length;
    }

    /**
     * The entry of a sound row that was looked for.
     *
     * @throws CacheException when the value cannot be read
     */
    public StoredEntry entry(RowKey asked, RowValue row) {
        String text = row.text() == null ? null : new String(row.text(), StandardCharsets.UTF_8);
        return entry(
                asked.cell(), new Cell(row.codec(), text, row.data()), row.writtenAt(), row.expiresAt(), row.version());
    }

    /**
     * The entry of a sound whole row.
     *
     * @throws CacheException when the value cannot be read
     */
    public StoredEntry entry(EntryRow row) {
        return entry(row.key(), row.value(), row.writtenAt, row.expiresAt, row.version);
    }

    private StoredEntry entry(Cell key, Cell value, long writtenAt, @Nullable Long expiresAt, long version) {
        return new StoredEntry(
                        codecs.stored(value.encoded()),
                        writtenAt,
                        Objects.requireNonNullElse(expiresAt, StoredEntry.ETERNAL))
                .asRow(version, size(key, value));
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
        return codecs.encodeKey(key);
    }

    private Object decodeKey(Encoded key) {
        return codecs.decodeKey(key);
    }

    /** Each part after its length, so that no two keys are hashed from the same bytes. */
    private long hash(Cell key) {
        try {
            MessageDigest own = (MessageDigest) digest.clone();
            feed(own, key.codec().getBytes(StandardCharsets.UTF_8));
            feed(own, key.bytes());
            return RowIds.hash(ByteBuffer.wrap(own.digest()).getLong());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Every Java platform's SHA-256 can be copied", e);
        }
    }

    private static void feed(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        digest.update(part);
    }
}
