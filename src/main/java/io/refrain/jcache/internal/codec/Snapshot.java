package io.refrain.jcache.internal.codec;

import io.refrain.jcache.internal.immutable.Frozen;
import javax.cache.CacheException;

/** A private copy of an object that could be changed, which is copied again for whoever asks. Safe for use by several threads at once. */
final class Snapshot implements Frozen {
    private final Object copy;
    private final ObjectCopies copies;

    /** @param copy nobody else's */
    Snapshot(Object copy, ObjectCopies copies) {
        this.copy = copy;
        this.copies = copies;
    }

    /** The private copy, to be read only. */
    Object original() {
        return copy;
    }

    /**
     * A copy for somebody to keep.
     *
     * @throws CacheException as {@link ObjectCopies#copyAgain}
     */
    Object thaw() {
        return copies.copyAgain(copy);
    }

    @Override
    public String toString() {
        return "a copy of " + copy.getClass().getName();
    }
}
