package io.refrain.jcache.internal.codec;

import io.refrain.jcache.codec.Codec;
import io.refrain.jcache.codec.Encoded;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.util.Objects;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Stores what no other codec handles by Java's own serialisation; with a filter, writes only what it could read again. Safe for use by several
 * threads at once.
 */
final class JavaSerializationCodec implements Codec<Object> {
    private final @Nullable SerializationFilter filter;

    /** @param filter null where nobody else can write what is read */
    JavaSerializationCodec(@Nullable SerializationFilter filter) {
        this.filter = filter;
    }

    /** Whether objects of this class may be written, as far as that does not depend on what is in them. */
    boolean takes(Class<?> type) {
        return Serializable.class.isAssignableFrom(type) && (filter == null || filter.admits(type));
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public boolean handles(Class<?> type) {
        return true;
    }

    @Override
    public boolean immutable() {
        return false;
    }

    @Override
    public Encoded encode(Object value) {
        Refusals refusals = new Refusals();
        Encoded encoded = encode(value, refusals);
        if (encoded == null) {
            throw refusals.refusal(value, null);
        }
        return encoded;
    }

    /**
     * Writes an object.
     *
     * @param refusals gets the classes in it that cannot be written, or may not
     * @return null when there are any
     * @throws CacheException when it cannot be written for another reason
     */
    @Nullable
    Encoded encode(Object value, Refusals refusals) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (FilteredOutput out = new FilteredOutput(bytes, filter, refusals)) {
            out.writeObject(value);
            out.flush();
            if (!refusals.isEmpty()) {
                return null;
            }
            if (filter != null) {
                requireWithinLimits(filter, out.objects(), bytes, value.getClass());
            }
        } catch (IOException e) {
            throw new CacheException(cannotBeStored(value.getClass()) + ": " + e, e);
        } catch (StackOverflowError e) {
            throw new CacheException(
                    cannotBeStored(value.getClass()) + ": objects are deeper in one another than the stack of this"
                            + " thread allows; store less of it, or what it is made of",
                    e);
        }
        return Encoded.bytes(name(), bytes.toByteArray());
    }

    private static String cannotBeStored(Class<?> type) {
        return "An object of " + type.getName() + " cannot be stored by value";
    }

    private static void requireWithinLimits(
            SerializationFilter filter, long objects, ByteArrayOutputStream bytes, Class<?> type) {
        SerializationFilter.Reading reading = filter.reading(bytes.size());
        // Only reading tells how deep objects are in one another, so those that are many are read once.
        if (reading.refusal() == null && filter.limits().mayBeExceededBy(objects, bytes.size())) {
            try {
                read(bytes.toByteArray(), type.getClassLoader(), reading);
            } catch (IOException | ClassNotFoundException | LinkageError | RuntimeException e) {
                // What else fails when it is read is not for the writer to hear of.
            }
        }
        if (reading.refusal() != null) {
            throw new CacheException(cannotBeStored(type) + ": " + reading.refusal());
        }
    }

    @Override
    public Object decode(Encoded encoded, ClassLoader loader) {
        byte[] bytes = Objects.requireNonNull(encoded.bytes());
        SerializationFilter.Reading reading = filter == null ? null : filter.reading(bytes.length);
        try {
            return read(bytes, loader, reading);
        } catch (IOException | ClassNotFoundException | LinkageError | RuntimeException e) {
            String refusal = reading == null ? null : reading.refusal();
            throw new CacheException("A stored object cannot be read: " + (refusal == null ? e : refusal), e);
        }
    }

    private static Object read(
            byte[] bytes, @Nullable ClassLoader loader, SerializationFilter.@Nullable Reading reading)
            throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new LoaderAwareInput(new ByteArrayInputStream(bytes), loader)) {
            if (reading != null) {
                // A stream's own filter would otherwise take the place of the one of the process.
                in.setObjectInputFilter(ObjectInputFilter.merge(reading, ObjectInputFilter.Config.getSerialFilter()));
            }
            return in.readObject();
        }
    }

    /** Looks classes up in the cache manager's class loader, then in the context's. For one thread. */
    private static final class LoaderAwareInput extends ObjectInputStream {
        private final @Nullable ClassLoader loader;

        LoaderAwareInput(InputStream in, @Nullable ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return find(description.getName());
            } catch (ClassNotFoundException e) {
                // Primitive types have no other way.
                return super.resolveClass(description);
            }
        }

        private Class<?> find(String name) throws ClassNotFoundException {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException e) {
                return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
            }
        }

        @Override
        protected @Nullable Class<?> resolveProxyClass(String[] names) throws IOException, ClassNotFoundException {
            try {
                return proxyClass(names, loader);
            } catch (ClassNotFoundException e) {
                return proxyClass(names, Thread.currentThread().getContextClassLoader());
            }
        }

        private static Class<?> proxyClass(String[] names, @Nullable ClassLoader from) throws ClassNotFoundException {
            Class<?>[] interfaces = new Class<?>[names.length];
            for (int i = 0; i < names.length; i++) {
                interfaces[i] = Class.forName(names[i], false, from);
            }
            return Proxy.newProxyInstance(from, interfaces, (proxy, method, arguments) -> null)
                    .getClass();
        }
    }
}
