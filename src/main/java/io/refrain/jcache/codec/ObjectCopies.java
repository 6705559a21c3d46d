package io.refrain.jcache.codec;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Copies objects as Java's serialisation would give them back, without writing bytes: what nobody can change is taken as it is, shared
 * references and cycles stay what they are, transient fields are left out. What serialisation treats in a way of its own it does not copy: a class
 * with a say in how it is serialised, a class of the JDK that it does not know, a class that the cache manager's class loader knows as another. Safe for
 * use by several threads at once.
 */
final class ObjectCopies {
    /** There the fields of classes are known only where somebody has registered them. */
    private static final boolean NATIVE_IMAGE = System.getProperty("org.graalvm.nativeimage.imagecode") != null;

    private final WeakReference<ClassLoader> loader;
    private final ClassValue<Copier> copiers = new ClassValue<>() {
        @Override
        protected Copier computeValue(Class<?> type) {
            return isKnownAs(type) ? Copiers.of(type) : Copiers.none(type.getName() + " is another class there");
        }
    };

    /** @param loader the class loader of the cache manager */
    ObjectCopies(WeakReference<ClassLoader> loader) {
        this.loader = loader;
    }

    /**
     * A private copy of an object for {@link Snapshot}; the object itself when nothing in it can be changed; null when it cannot be copied.
     *
     * @param live an object that its owner may change later
     */
    @Nullable
    Object freeze(Object live) {
        if (NATIVE_IMAGE || !copiers.get(live.getClass()).isWorthTrying()) {
            return null;
        }
        try {
            Object copy = copy(live);
            return copy == live ? live : new Snapshot(copy, this);
        } catch (UncopyableException | StackOverflowError e) {
            copiers.get(live.getClass()).failed();
            return null;
        }
    }

    /** A copy of an object and all that it refers to; the object itself when nothing in it can be changed. */
    Object copy(Object original) throws UncopyableException {
        return new Copying(this).copy(original);
    }

    Copier copier(Class<?> type) {
        return copiers.get(type);
    }

    private boolean isKnownAs(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        try {
            return element.isPrimitive() || Class.forName(element.getName(), false, loader.get()) == element;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
