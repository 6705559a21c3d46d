package io.refrain.jcache.internal.codec;

import io.refrain.jcache.codec.Codec;
import java.lang.reflect.Type;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Types of which all objects can be JSON, where Jackson is there. Nothing in it names Jackson. Immutable. */
final class JsonTypes {
    static final String NO_JACKSON =
            "Jackson (com.fasterxml.jackson.core:jackson-databind; for a native executable also"
                    + " jackson-datatype-jsr310 and jackson-datatype-jdk8) is not there";

    private JsonTypes() {}

    /**
     * The codec of a type.
     *
     * @throws IllegalArgumentException when it cannot be JSON, or there is no Jackson, with the reason
     */
    static Codec<Object> codec(Type type) {
        try {
            return ServiceLoader.load(TypedCodecs.class, TypedCodecs.class.getClassLoader())
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "the library's META-INF/services/" + TypedCodecs.class.getName()
                                    + " is missing; whatever packs the application has to keep it"))
                    .of(type);
        } catch (LinkageError | ServiceConfigurationError e) {
            // A native executable has the codecs only if Jackson was there when it was built.
            throw new IllegalArgumentException(NO_JACKSON, e);
        }
    }
}
