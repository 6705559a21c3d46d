package io.refrain.jcache.internal.codec;

import java.lang.ref.WeakReference;
import javax.cache.CacheException;
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
        if (NATIVE_IMAGE) {
            return null;
        }
        try {
            Object copy = new Copying(this, false).copy(live);
            return copy == live ? live : new Snapshot(copy, this);
        } catch (UncopyableException | RuntimeException | StackOverflowError e) {
            // Tried anew for the next object, which may hold others: that costs a tenth of what serialisation costs.
            return null;
        }
    }

    /**
     * A copy of a private copy.
     *
     * @throws CacheException when a class refuses now what it did not refuse before, or this thread's stack is too small
     */
    Object copyAgain(Object own) {
        try {
            return new Copying(this, true).copy(own);
        } catch (UncopyableException | RuntimeException | StackOverflowError e) {
            throw new CacheException("A stored object of " + own.getClass().getName() + " cannot be copied: " + e, e);
        }
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
