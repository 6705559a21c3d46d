package io.refrain.jcache.internal.codec;

import io.refrain.jcache.codec.Codec;
import java.lang.reflect.Type;

/**
 * Makes codecs of declared types. Found by {@link java.util.ServiceLoader}, so that a native image of an application without Jackson, which could not be built with anything that names it, need not
 * reach it.
 */
public interface TypedCodecs {

    /**
     * The codec of a type.
     *
     * @throws IllegalArgumentException when it would not keep all that is in the objects, saying what in the type is in the way
     * @throws LinkageError when Jackson is not there
     */
    Codec<Object> of(Type type);
}
