package io.refrain.jcache.internal.codec;

import io.refrain.jcache.codec.Codec;
import io.refrain.jcache.codec.Encoded;
import java.util.Objects;

/** Stores an array of bytes as those bytes. Safe for use by several threads at once. */
final class BytesCodec implements Codec<byte[]> {

    @Override
    public String name() {
        return "bytes";
    }

    @Override
    public boolean handles(Class<?> type) {
        return type == byte[].class;
    }

    @Override
    public boolean immutable() {
        return false;
    }

    @Override
    public Encoded encode(byte[] value) {
        return Encoded.bytes(name(), value.clone());
    }

    @Override
    public byte[] decode(Encoded encoded, ClassLoader loader) {
        return Objects.requireNonNull(encoded.bytes()).clone();
    }
}
