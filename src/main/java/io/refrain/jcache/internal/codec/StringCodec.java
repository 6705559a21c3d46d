package io.refrain.jcache.internal.codec;

import io.refrain.jcache.codec.Codec;
import io.refrain.jcache.codec.Encoded;
import java.util.Objects;

/** Stores a string as that text. Safe for use by several threads at once. */
final class StringCodec implements Codec<String> {
    static final String NAME = "string";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean handles(Class<?> type) {
        return type == String.class;
    }

    @Override
    public boolean immutable() {
        return true;
    }

    @Override
    public Encoded encode(String value) {
        return Encoded.text(NAME, value);
    }

    @Override
    public String decode(Encoded encoded, ClassLoader loader) {
        return Objects.requireNonNull(encoded.text());
    }
}
