package io.refrain.jcache.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.util.Objects;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Stores what no other codec handles by Java's own serialisation. Safe for use by several threads at once. */
final class JavaSerializationCodec implements Codec<Object> {

    @Override
    public String name() {
        return "java";
    }

    @Override
    public boolean handles(Class<?> type) {
        return Serializable.class.isAssignableFrom(type);
    }

    @Override
    public boolean immutable() {
        return false;
    }

    @Override
    public Encoded encode(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new CacheException(
                    "An object of " + value.getClass().getName() + " cannot be stored by value: " + e, e);
        }
        return Encoded.bytes(name(), bytes.toByteArray());
    }

    @Override
    public Object decode(Encoded encoded, ClassLoader loader) {
        byte[] bytes = Objects.requireNonNull(encoded.bytes());
        try (ObjectInputStream in = new LoaderAwareInput(new ByteArrayInputStream(bytes), loader)) {
            return in.readObject();
        } catch (IOException | ClassNotFoundException | LinkageError | RuntimeException e) {
            throw new CacheException("A stored object cannot be read: " + e, e);
        }
    }

    /** Looks classes up in the cache manager's class loader, then in the context's. For one thread. */
    private static final class LoaderAwareInput extends ObjectInputStream {
        private final ClassLoader loader;

        LoaderAwareInput(InputStream in, ClassLoader loader) throws IOException {
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
