package io.refrain.jcache.codec;

/** Copies objects of an application's class. Once one could not be copied no more are tried. Safe for use by several threads at once. */
abstract class ClassCopier extends Copier {
    private volatile boolean failed;

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

    @Override
    final boolean isWorthTrying() {
        return !failed;
    }

    @Override
    final void failed() {
        failed = true;
    }
}
