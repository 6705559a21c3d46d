package io.refrain.jcache.internal.codec;

import io.refrain.jcache.codec.Codec;
import io.refrain.jcache.codec.Encoded;
import io.refrain.jcache.internal.codec.SerializationFilter.Limits;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import javax.cache.CacheException;

/**
 * Keys by a canonical form of their meaning: keys that are {@linkplain Object#equals equal} are written alike, others are not. A class of keys is
 * given a form here, in this order: by a codec of the application, as a single text, as an enum, a record, a list or an optional.
 * Safe for use by several threads at once.
 */
final class KeyForms {
    /** What keys that have parts are named in stored data, where single ones have the name of their codec. */
    static final String NAME = "key";

    private final WeakReference<ClassLoader> loader;
    private final List<Codec<?>> configured;
    private final Function<Encoded, Object> decoder;
    private final Limits limits;
    private final ClassValue<KeyForm> forms = new ClassValue<>() {
        @Override
        protected KeyForm computeValue(Class<?> type) {
            return choose(type);
        }
    };

    /**
     * @param loader finds the records and enums that are named in stored keys
     * @param codecs in the order in which they are asked; the built-in ones are passed over
     * @param decoder reads what one of the codecs has written
     */
    KeyForms(
            WeakReference<ClassLoader> loader,
            List<Codec<?>> codecs,
            Function<Encoded, Object> decoder,
            Limits limits) {
        this.loader = loader;
        this.configured = codecs.stream().filter(codec -> !isBuiltIn(codec)).toList();
        this.decoder = decoder;
        this.limits = limits;
    }

    private static boolean isBuiltIn(Codec<?> codec) {
        return codec instanceof StringCodec
                || codec instanceof BytesCodec
                || codec instanceof ScalarCodec
                || codec instanceof JavaSerializationCodec;
    }

    Encoded encode(Object key) {
        try {
            return of(key.getClass()).encode(key, this);
        } catch (StackOverflowError e) {
            throw new CacheException(
                    "A key of " + key.getClass().getName() + " is deeper than the stack of this thread allows", e);
        }
    }

    KeyWriter writer(Object key) {
        return new KeyWriter(this, limits, key);
    }

    /** The form of a class; of one that has none, one that refuses. */
    KeyForm of(Class<?> type) {
        return forms.get(type);
    }

    private KeyForm choose(Class<?> type) {
        for (Codec<?> codec : configured) {
            if (codec.handles(type)) {
                return new CodecForm(codec);
            }
        }
        if (type == String.class) {
            return new StringForm();
        }
        KeyForm scalar = KeyScalar.of(type);
        if (scalar != null) {
            return scalar;
        }
        if (Enum.class.isAssignableFrom(type) || type.isRecord()) {
            return ofNamed(type);
        }
        if (FrameworkKey.isOne(type)) {
            return FrameworkKey.of(type);
        }
        if (List.class.isAssignableFrom(type)) {
            return new ListForm();
        }
        return type == Optional.class ? new OptionalForm() : NoKeyForm.of(type);
    }

    /** What is found again by its name. */
    private KeyForm ofNamed(Class<?> type) {
        if (type.isHidden() || isAnotherThere(type)) {
            return new NoKeyForm(
                    "the class loader of its cache manager knows another class of that name, or none can",
                    "Open the cache manager with the class loader of the key's class.");
        }
        return type.isRecord() ? KeyRecord.of(type) : new EnumForm();
    }

    /** One that is not there at all can still be looked up. */
    private boolean isAnotherThere(Class<?> type) {
        try {
            return Class.forName(type.getName(), false, loader.get()) != type;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    Object decode(Encoded encoded) {
        if (!encoded.codec().equals(NAME)) {
            return decoder.apply(encoded);
        }
        String text = encoded.text();
        if (text == null) {
            throw new CacheException("A stored key is damaged: it has no text");
        }
        try {
            return new KeyReader(this, limits, text).key();
        } catch (CacheException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new CacheException("A stored key cannot be read: " + e, e);
        }
    }

    /** The class of a name in a stored key, which is not initialised: what is neither a record nor an enum runs nothing. */
    Class<?> load(String name) {
        try {
            return Class.forName(name, false, loader.get());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new CacheException("A stored key has a " + name + ", which is not there", e);
        }
    }

    /** @param text the name of the class, {@code /}, which no name has, and that of the constant */
    static Object constant(KeyForms forms, String text) {
        int slash = text.indexOf('/');
        Class<?> type = forms.load(text.substring(0, Math.max(0, slash)));
        if (type.isEnum()) {
            String name = text.substring(slash + 1);
            for (Object constant : Objects.requireNonNull(type.getEnumConstants())) {
                if (((Enum<?>) constant).name().equals(name)) {
                    return constant;
                }
            }
        }
        throw new CacheException("A stored key has a " + text + ", which is no constant");
    }

    /** The text itself when it is the key. */
    private static final class StringForm extends KeyForm {
        @Override
        Encoded encode(Object key, KeyForms forms) {
            return Encoded.text(StringCodec.NAME, (String) key);
        }

        @Override
        void write(Object part, KeyWriter to) {
            to.quoted((String) part);
        }
    }

    /** As a codec of the application has it. */
    private static final class CodecForm extends KeyForm {
        private final Codec<Object> codec;

        @SuppressWarnings("unchecked") // asked for by the class it handles
        CodecForm(Codec<?> codec) {
            this.codec = (Codec<Object>) codec;
        }

        @Override
        Encoded encode(Object key, KeyForms forms) {
            return codec.encode(key);
        }

        @Override
        void write(Object part, KeyWriter to) {
            Encoded encoded = codec.encode(part);
            to.raw(KeyReader.CODEC).quoted(encoded.codec());
            byte[] bytes = encoded.bytes();
            if (bytes != null) {
                to.raw(KeyReader.BYTES).quoted(Base64.getEncoder().encodeToString(bytes));
            } else {
                to.quoted(Objects.requireNonNull(encoded.text()));
            }
        }
    }

    /** The class, even of a constant with a body of its own, and the name. */
    private static final class EnumForm extends KeyForm {
        @Override
        void write(Object part, KeyWriter to) {
            Enum<?> constant = (Enum<?>) part;
            to.raw(KeyReader.ENUM).quoted(constant.getDeclaringClass().getName() + "/" + constant.name());
        }
    }

    /** The elements, whatever the class: so it is with the equality of lists. */
    private static final class ListForm extends KeyForm {
        @Override
        void write(Object part, KeyWriter to) {
            List<?> list = (List<?>) part;
            requireEqualByContent(list, to);
            to.raw('[');
            int place = 0;
            for (Object element : list) {
                if (place > 0) {
                    to.raw(',');
                }
                to.part(place++, element);
            }
            to.raw(']');
        }

        /** Some that are not the JDK's, such as Hibernate's bags, break their promise. */
        private static void requireEqualByContent(List<?> list, KeyWriter to) {
            if (list.getClass().getClassLoader() != null && !list.equals(new ArrayList<>(list))) {
                throw to.refused(
                        list.getClass(),
                        "it does not equal another list of the same elements",
                        "Use a java.util.ArrayList.");
            }
        }
    }

    private static final class OptionalForm extends KeyForm {
        @Override
        void write(Object part, KeyWriter to) {
            to.raw(KeyReader.OPTIONAL).raw('[');
            ((Optional<?>) part).ifPresent(value -> to.part("get()", value));
            to.raw(']');
        }
    }
}
