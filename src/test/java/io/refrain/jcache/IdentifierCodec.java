package io.refrain.jcache;

import domain.Identifier;
import io.refrain.jcache.codec.Codec;
import io.refrain.jcache.codec.Encoded;
import java.util.Objects;

/** What a persistent cache needs to take the keys of the TCK that are neither text nor numbers. Safe for use by several threads at once. */
public final class IdentifierCodec implements Codec<Identifier> {

    @Override
    public String name() {
        return "tck-identifier";
    }

    @Override
    public boolean handles(Class<?> type) {
        // By name, since the class is there in the TCK only.
        return type.getName().equals("domain.Identifier");
    }

    @Override
    public boolean immutable() {
        return true;
    }

    @Override
    public Encoded encode(Identifier value) {
        return Encoded.text(name(), value.toString());
    }

    @Override
    public Identifier decode(Encoded encoded, ClassLoader loader) {
        return new Identifier(Objects.requireNonNull(encoded.text()));
    }
}
