package io.refrain.jcache.internal.codec;

import io.refrain.jcache.codec.Codec;
import io.refrain.jcache.codec.JsonCodec;
import java.lang.reflect.Type;

/** Makes codecs that write JSON, by Jackson. Immutable. */
public final class JsonTypedCodecs implements TypedCodecs {

    /** For the {@link java.util.ServiceLoader}. */
    public JsonTypedCodecs() {}

    @Override
    public Codec<Object> of(Type type) {
        return JsonCodec.ofRecordsAndBeans(type);
    }
}
