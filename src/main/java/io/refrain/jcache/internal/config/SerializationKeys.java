package io.refrain.jcache.internal.config;

import io.refrain.jcache.internal.codec.SerializationFilter;
import io.refrain.jcache.internal.codec.SerializationFilter.Limits;
import java.util.List;

/** The configuration keys {@code refrain.serialization.*}. */
final class SerializationKeys {
    static final Key<List<String>> ALLOW = Key.withoutDefault(
            SerializationFilter.ALLOW,
            Scope.MANAGER,
            ValueType.list(
                    "list of class names, `com.acme.*`, `com.acme.**`",
                    "a list, with commas, of names of classes, com.acme.* for a package, or com.acme.** for one with those below it",
                    SerializationFilter::isPattern),
            "none",
            "classes that Java's serialisation may write to, and read from, a persistent cache, besides value classes of the JDK and the types"
                    + " set by `setTypes`");

    static final Key<Long> DEPTH = number(
            Limits.DEPTH, Limits.DEFAULT.depth(), "how deep objects, or the parts of a key, may be in one another");

    static final Key<Long> REFERENCES =
            number(Limits.REFERENCES, Limits.DEFAULT.references(), "the most references in one object");

    static final Key<Long> ARRAY_LENGTH =
            number(Limits.ARRAY_LENGTH, Limits.DEFAULT.arrayLength(), "the longest array");

    static final Key<Long> BYTES = Key.of(
            Limits.BYTES,
            Scope.MANAGER,
            ValueType.bytes(1, Long.MAX_VALUE),
            Sizes.text(Limits.DEFAULT.bytes()),
            "the most bytes of one serialised object, or of a key with parts");

    static final List<Key<?>> ALL = List.of(ALLOW, DEPTH, REFERENCES, ARRAY_LENGTH, BYTES);

    private SerializationKeys() {}

    private static Key<Long> number(String name, long unset, String meaning) {
        return Key.of(name, Scope.MANAGER, ValueType.number(1, Long.MAX_VALUE), Long.toString(unset), meaning);
    }
}
