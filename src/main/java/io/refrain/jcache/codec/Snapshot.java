package io.refrain.jcache.codec;

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

    /** A copy for somebody to keep. */
    Object thaw() {
        try {
            return copies.copy(copy);
        } catch (UncopyableException e) {
            throw new IllegalStateException("What was copied once can be copied again", e);
        }
    }

    @Override
    public String toString() {
        return "a copy of " + copy.getClass().getName();
    }
}
