package io.refrain.jcache.internal.store.database.row;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The checksum of a row: of all that never changes in place, which the deadline and the time of the last access do. It covers the key, so that whoever
 * knows that need not read it to know that the row is its own, and what is the database's alone, so that a row of another one, whose log lay beside
 * this one, is none. The id brings in the number of the cache. For one thread.
 */
final class Checksum {
    private final CRC32C sum = new CRC32C();
    private final ByteBuffer head = ByteBuffer.allocate(256);

    /** Of a row as it was looked for, whose key is not read. */
    static long of(long salt, long id, Cell key, RowValue value) {
        return of(salt, id, value.version(), value.writtenAt(), key, value.codec(), value.text(), value.data());
    }

    /** Of a whole row. */
    static long of(long salt, EntryRow row) {
        return of(
                salt,
                row.id,
                row.version,
                row.writtenAt,
                row.key(),
                row.valueCodec,
                row.valueText == null ? null : utf8(row.valueText),
                row.valueData);
    }

    private static long of(
            long salt,
            long id,
            long version,
            long writtenAt,
            Cell key,
            String valueCodec,
            byte @Nullable [] valueText,
            byte @Nullable [] valueData) {
        Checksum checksum = new Checksum();
        checksum.head.putLong(salt).putLong(id).putLong(version).putLong(writtenAt);
        checksum.add(utf8(key.codec()));
        checksum.add(key.text() == null ? null : utf8(key.text()));
        checksum.add(key.data());
        checksum.add(utf8(valueCodec));
        checksum.add(valueText);
        checksum.add(valueData);
        return checksum.value();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Each part after its length, which is -1 for none. Short parts are gathered, since each step costs the same. */
    private void add(byte @Nullable [] part) {
        int length = part == null ? -1 : part.length;
        if (head.remaining() < Integer.BYTES) {
            flush();
        }
        head.putInt(length);
        if (part != null && length <= head.remaining()) {
            head.put(part);
        } else if (part != null) {
            flush();
            sum.update(part);
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
