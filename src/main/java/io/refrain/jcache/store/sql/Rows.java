package io.refrain.jcache.store.sql;

import io.refrain.jcache.codec.Codecs;
import io.refrain.jcache.codec.Encoded;
import io.refrain.jcache.store.StoredEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
        Encoded encoded = codecs.encode(codecs.freeze(key));
        return new RowKey(id(encoded), encoded);
    }

    EntryRow row(RowKey key, StoredEntry entry) {
        Encoded value = codecs.encode(entry.value());
        EntryRow row = new EntryRow(key.id());
        row.cache = cache;
        row.keyCodec = key.encoded().codec();
        row.keyText = key.encoded().text();
        row.keyData = key.encoded().bytes();
        row.valueCodec = value.codec();
        row.valueText = value.text();
        row.valueData = value.bytes();
        row.writtenAt = entry.writtenAt();
        row.accessedAt = entry.writtenAt();
        row.expiresAt = expiresAt(entry.expiresAt());
        row.byteSize = size(key.encoded()) + size(value);
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
     * @return null when the row is of another key that happens to have the same id
     * @throws CacheException when the row is damaged or cannot be read
     */
    @Nullable
    StoredEntry entry(EntryRow row, @Nullable RowKey asked) {
        Encoded key = encoded(row.keyCodec, row.keyText, row.keyData);
        if (row.checksum != checksum(row)) {
            throw new CacheException("Its checksum is wrong");
        }
        if (!row.cache.equals(cache) || (asked != null && !asked.encoded().equals(key))) {
            return null;
        }
        Object value = codecs.stored(encoded(row.valueCodec, row.valueText, row.valueData));
        return new StoredEntry(value, row.writtenAt, row.expiresAt == null ? StoredEntry.ETERNAL : row.expiresAt);
    }

    /** The key of a row that {@link #entry} has found sound. */
    @SuppressWarnings("unchecked") // what was put as a K
    K key(EntryRow row) {
        return (K) codecs.thaw(codecs.stored(encoded(row.keyCodec, row.keyText, row.keyData)));
    }

    private static Encoded encoded(String codec, @Nullable String text, byte @Nullable [] data) {
        if (text != null) {
            return Encoded.text(codec, text);
        }
        if (data != null) {
            return Encoded.bytes(codec, data);
        }
        throw new CacheException("It has neither text nor bytes");
    }

    private long id(Encoded key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            feed(digest, cache.getBytes(StandardCharsets.UTF_8));
            feed(digest, key.codec().getBytes(StandardCharsets.UTF_8));
            feed(digest, bytes(key));
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
    private static long checksum(EntryRow row) {
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

    private static byte[] bytes(Encoded encoded) {
        byte[] bytes = encoded.bytes();
        String text = encoded.text();
        if (bytes != null) {
            return bytes;
        }
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    private static long size(Encoded encoded) {
        byte[] bytes = encoded.bytes();
        String text = encoded.text();
        return (bytes == null ? 0L : bytes.length) + (text == null ? 0L : text.length());
    }

    /**
     * A key as the table knows it.
     *
     * @param id the hash of cache and key
     * @param encoded the key itself
     */
    record RowKey(long id, Encoded encoded) {}
}
