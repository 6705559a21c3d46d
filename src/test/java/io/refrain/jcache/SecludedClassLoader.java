package io.refrain.jcache;

import java.io.InputStream;
import java.util.Objects;

/** Defines one class anew, and knows otherwise what the platform has. Nobody else knows that class. */
final class SecludedClassLoader extends ClassLoader {
    private final String own;
    private final byte[] bytes;

    SecludedClassLoader(Class<?> copied) throws Exception {
        super(ClassLoader.getPlatformClassLoader());
        this.own = copied.getName();
        try (InputStream in = copied.getClassLoader().getResourceAsStream(own.replace('.', '/') + ".class")) {
            this.bytes = Objects.requireNonNull(in).readAllBytes();
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (!name.equals(own)) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    /** An object of its own version of a class. */
    Object make(Class<?> copied) throws Exception {
        return loadClass(copied.getName()).getDeclaredConstructor().newInstance();
    }
}
