package io.refrain.jcache.internal.codec;

/** Copies objects with code of their own class, which may refuse. Safe for use by several threads at once. */
abstract class ClassCopier extends Copier {
    @Override
    final Object copy(Object original, Copying copying) throws UncopyableException {
        try {
            return copyParts(original, copying);
        } catch (UncopyableException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new UncopyableException(original.getClass().getName() + " refuses: " + e);
        }
    }

    /** As {@link #copy}. */
    abstract Object copyParts(Object original, Copying copying) throws Throwable;
}
