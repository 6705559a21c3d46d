package io.refrain.jcache.internal.codec;

/** Copies objects of one class. Holds on to nothing of a cache manager. Safe for use by several threads at once. */
abstract class Copier {

    /**
     * The copy of an object, remembered by the copying if something can refer to it; the object itself when nothing in it can be changed.
     *
     * @throws UncopyableException when it, or something that it refers to, is not copied
     */
    abstract Object copy(Object original, Copying copying) throws UncopyableException;

    /** Whether every object of the class is its own copy. */
    boolean isIdentity() {
        return false;
    }
}
