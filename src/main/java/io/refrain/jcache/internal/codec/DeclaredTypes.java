package io.refrain.jcache.internal.codec;

import io.refrain.jcache.codec.Codec;
import io.refrain.jcache.codec.Encoded;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The types of which the values of one cache were said to be, as JSON, for what Java's serialisation cannot store: only those are ever read, so no
 * stored value chooses its class. Without Jackson there are none. Safe for use by several threads at once.
 */
final class DeclaredTypes {
    private final List<Declared> types = new CopyOnWriteArrayList<>();

    /** Adds a type; nothing when it says nothing. */
    void add(Type type) {
        if (saysSomething(type) && types.stream().noneMatch(each -> each.type.equals(type))) {
            types.add(new Declared(type));
        }
    }

    private static boolean saysSomething(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return Arrays.stream(parameterized.getActualTypeArguments()).allMatch(DeclaredTypes::saysSomething);
        }
        if (type instanceof GenericArrayType array) {
            return saysSomething(array.getGenericComponentType());
        }
        return type instanceof Class<?> plain && plain != Object.class && plain != void.class && !plain.isPrimitive();
    }

    boolean isEmpty() {
        return types.isEmpty();
    }

    /** Whether objects of a class may be of one of them. */
    boolean mayHandle(Class<?> type) {
        return types.stream().map(Declared::codec).anyMatch(codec -> codec != null && codec.handles(type));
    }

    /**
     * An object as JSON of the first type by which it can be read again as it is.
     *
     * @param reasons gets why it cannot be written, of each type that it might be of
     * @return null for none
     */
    @Nullable
    Encoded encode(Object live, List<String> reasons) {
        for (Declared each : types) {
            Codec<Object> codec = each.codec();
            if (codec == null) {
                reasons.add(each.trouble());
            } else if (codec.handles(live.getClass())) {
                Encoded encoded = encode(codec, live, reasons);
                if (encoded != null) {
                    return encoded;
                }
            }
        }
        return null;
    }

    private static @Nullable Encoded encode(Codec<Object> codec, Object live, List<String> reasons) {
        try {
            Encoded encoded = codec.encode(live);
            Object back = codec.decode(encoded, DeclaredTypes.class.getClassLoader());
            // Of a class below the declared one, what it has besides would be lost.
            if (codec.encode(back).equals(encoded)) {
                return encoded;
            }
            reasons.add("what is read again is not what was written as " + codec.name());
        } catch (CacheException e) {
            reasons.add(String.valueOf(e.getMessage()));
        }
        return null;
    }

    /** The codec of a name that is in stored data; null for none. */
    @Nullable
    Codec<?> named(String name) {
        for (Declared each : types) {
            Codec<Object> codec = each.codec();
            if (codec != null && codec.name().equals(name)) {
                return codec;
            }
        }
        return null;
    }

    /** One type; its codec is made when it is first needed. Safe for use by several threads at once. */
    private static final class Declared {
        private final Type type;
        private @Nullable Codec<Object> codec;
        private @Nullable String trouble;

        Declared(Type type) {
            this.type = type;
        }

        /** Null when it cannot be JSON, or there is no Jackson. */
        synchronized @Nullable Codec<Object> codec() {
            if (codec == null && trouble == null) {
                try {
                    codec = JsonTypes.codec(type);
                } catch (RuntimeException e) {
                    trouble = String.valueOf(e.getMessage());
                }
            }
            return codec;
        }

        synchronized String trouble() {
            return String.valueOf(trouble);
        }
    }
}
