package io.refrain.jcache.codec;

import io.refrain.jcache.internal.immutable.Frozen;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value or key outside the heap: the name of the codec that wrote it and either text or bytes. Equal when all of it is equal.
 * Immutable, as long as nobody writes into the array it was given; safe for use by several threads at once.
 */
public final class Encoded implements Frozen {
    private final String codec;
    private final @Nullable String text;
    private final byte @Nullable [] bytes;
    private final int hash;

    private Encoded(String codec, @Nullable String text, byte @Nullable [] bytes) {
        this.codec = Objects.requireNonNull(codec);
        this.text = text;
        this.bytes = bytes;
        this.hash = 31 * (31 * codec.hashCode() + Objects.hashCode(text)) + Arrays.hashCode(bytes);
    }

    /** Text written by a codec. */
    public static Encoded text(String codec, String text) {
        return new Encoded(codec, Objects.requireNonNull(text), null);
    }

    /** Bytes written by a codec; the array is not copied and must not change any more. */
    public static Encoded bytes(String codec, byte[] bytes) {
        return new Encoded(codec, null, Objects.requireNonNull(bytes));
    }

    /** The {@linkplain Codec#name() name} of the codec that can read it. */
    public String codec() {
        return codec;
    }

    /** The text; null when it is bytes. */
    public @Nullable String text() {
        return text;
    }

    /** The bytes, not copied; null when it is text. */
    public byte @Nullable [] bytes() {
        return bytes;
    }

    /** How many bytes it has, text in UTF-8. */
    public long size() {
        return bytes != null ? bytes.length : utf8Length(Objects.requireNonNull(text));
    }

    private static long utf8Length(String text) {
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            // Each half of a pair has two of the four bytes.
            length += unit < 0x80 ? 1 : unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
        }
        return length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Encoded that
                && hash == that.hash
                && codec.equals(that.codec)
                && Objects.equals(text, that.text)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return codec
                + (text != null
                        ? "(" + text.length() + " characters)"
                        : bytes != null ? "(" + bytes.length + " bytes)" : "");
    }
}
