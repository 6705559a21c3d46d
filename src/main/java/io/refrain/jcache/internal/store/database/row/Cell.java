package io.refrain.jcache.internal.store.database.row;

import io.refrain.jcache.codec.Encoded;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * An encoded key or value as the columns of a row. Text is text, unless a database cannot write it, because half of a surrogate pair
 * is missing or it has a NUL: then it is bytes in UTF-16, and the name of its codec says so. Safe for use by several threads at once, as {@link Encoded} is.
 *
 * @param codec the name of the codec, with {@value #UTF_16} for such text
 */
public record Cell(String codec, @Nullable String text, byte @Nullable [] data) {
    private static final String UTF_16 = ";utf-16";

    public static Cell of(Encoded encoded) {
        String text = encoded.text();
        if (text != null && !isStorable(text)) {
            return new Cell(encoded.codec() + UTF_16, null, units(text));
        }
        return new Cell(encoded.codec(), text, encoded.bytes());
    }

    /** @throws CacheException when there is nothing in it, or what cannot be what it says */
    public Encoded encoded() {
        if (text != null) {
            return Encoded.text(codec, text);
        }
        if (data == null) {
            throw new CacheException("It has neither text nor bytes");
        }
        return codec.endsWith(UTF_16)
                ? Encoded.text(codec.substring(0, codec.length() - UTF_16.length()), text(data))
                : Encoded.bytes(codec, data);
    }

    /** As a database in UTF-8 has it. */
    public byte[] bytes() {
        if (data != null) {
            return data;
        }
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isStorable(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) == 0) {
                return false;
            }
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = i + 1 < length && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Not by a charset, which would replace what it takes for wrong. */
    private static byte[] units(String text) {
        byte[] units = new byte[2 * text.length()];
        ByteBuffer.wrap(units).asCharBuffer().put(text);
        return units;
    }

    private static String text(byte[] units) {
        if (units.length % 2 != 0) {
            throw new CacheException("It is said to be in UTF-16, and has an odd number of bytes");
        }
        return ByteBuffer.wrap(units).asCharBuffer().toString();
    }
}
