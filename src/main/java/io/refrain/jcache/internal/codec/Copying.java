package io.refrain.jcache.internal.codec;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One copy of a graph of objects, which remembers what it has copied. For one thread. */
final class Copying {
    /** Up to this many are found faster by looking at all of them. */
    private static final int FEW = 16;

    private final ObjectCopies copies;
    private final boolean ofOwn;
    private @Nullable Object[] originals = new Object[4];
    private @Nullable Object[] copied = new Object[4];
    private int count;
    private @Nullable Map<Object, Object> many;

    private @Nullable Views views;

    /** @param ofOwn whether what is copied is itself a copy made here */
    Copying(ObjectCopies copies, boolean ofOwn) {
        this.copies = copies;
        this.ofOwn = ofOwn;
    }

    boolean isOfOwn() {
        return ofOwn;
    }

    boolean isIdentity(Object original) {
        return copies.copier(original.getClass()).isIdentity();
    }

    /** The arrays met so far. */
    Views views() {
        if (views == null) {
            views = new Views();
        }
        return views;
    }

    /** The copy of an object, made now or before; null of null. */
    <T> T copy(T original) throws UncopyableException {
        if (original == null || original.getClass() == String.class) {
            return original;
        }
        return copyOf(original);
    }

    @SuppressWarnings("unchecked") // a copy is of the same class
    private <T> T copyOf(T original) throws UncopyableException {
        Copier copier = copies.copier(original.getClass());
        if (copier.isIdentity()) {
            return original;
        }
        Object before = find(original);
        return (T) (before != null ? before : copier.copy(original, this));
    }

    /** Remembers a copy, before what it refers to is copied, which may refer to it. */
    <T> T remember(Object original, T copy) {
        if (many != null) {
            many.put(original, copy);
        } else if (count < FEW) {
            if (count == originals.length) {
                originals = Arrays.copyOf(originals, FEW);
                copied = Arrays.copyOf(copied, FEW);
            }
            originals[count] = original;
            copied[count] = copy;
            count++;
        } else {
            many = new IdentityHashMap<>(8 * FEW);
            for (int i = 0; i < count; i++) {
                many.put(originals[i], copied[i]);
            }
            many.put(original, copy);
        }
        return copy;
    }

    /** The copy of an object that was made before; null for none. */
    @Nullable
    Object find(Object original) {
        if (many != null) {
            return many.get(original);
        }
        for (int i = 0; i < count; i++) {
            if (originals[i] == original) {
                return copied[i];
            }
        }
        return null;
    }
}
