package io.refrain.jcache.store.sql;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The checksum of a row: of all that never changes in place, which the deadline and the time of the last access do. It covers the key, so that whoever
 * knows that need not read it to know that the row is its own, and what is the file's alone, so that a row of another file, whose log lay beside
 * this one, is none. For one thread.
 */
final class Checksum {
    private final CRC32C sum = new CRC32C();
    private final ByteBuffer head = ByteBuffer.allocate(256);

    /** Of a row as it was looked for, whose key is not read. */
    static long of(long salt, byte[] cache, long id, Cell key, RowValue value) {
        byte[] keyText = key.text() == null ? null : key.bytes();
        return of(
                salt,
                id,
                value.writtenAt(),
                cache,
                key.codec(),
                keyText,
                value.codec(),
                value.text(),
                key.data(),
                value.data());
    }

    /** Of a whole row. */
    static long of(long salt, EntryRow row) {
        return of(
                salt,
                row.id,
                row.writtenAt,
                utf8(row.cache),
                row.keyCodec,
                row.keyText == null ? null : utf8(row.keyText),
                row.valueCodec,
                row.valueText == null ? null : utf8(row.valueText),
                row.keyData,
                row.valueData);
    }

    private static long of(
            long salt,
            long id,
            long writtenAt,
            byte[] cache,
            String keyCodec,
            byte @Nullable [] keyText,
            String valueCodec,
            byte @Nullable [] valueText,
            byte @Nullable [] keyData,
            byte @Nullable [] valueData) {
        Checksum checksum = new Checksum();
        if (salt != 0) {
            checksum.head.putLong(salt);
        }
        checksum.head.putLong(id).putLong(writtenAt);
        checksum.add(cache);
        checksum.add(utf8(keyCodec));
        checksum.add(keyText);
        checksum.add(utf8(valueCodec));
        checksum.add(valueText);
        checksum.add(keyData);
        checksum.add(valueData);
        return checksum.value();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Each part after its length, which is -1 for none. Short parts are gathered, since each step costs the same. */
    private void add(byte @Nullable [] part) {
        int length = part == null ? -1 : part.length;
        require(Integer.BYTES);
        head.putInt(length);
        if (part != null && length <= head.remaining()) {
            head.put(part);
        } else if (part != null) {
            flush();
            sum.update(part);
        }
    }

    private void require(int room) {
        if (head.remaining() < room) {
            flush();
        }
    }

    private void flush() {
        sum.update(head.flip());
        head.clear();
    }

    private long value() {
        flush();
        return sum.getValue();
    }
}
