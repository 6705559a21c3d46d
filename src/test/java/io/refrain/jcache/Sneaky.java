package io.refrain.jcache;

/** Throws checked exceptions where none may be thrown, as other languages of the JVM do. */
final class Sneaky {
    private Sneaky() {}

    /** Throws that very exception; the return type lets a caller write "throw". */
    static RuntimeException thrown(Throwable thrown) {
        return Sneaky.<RuntimeException>as(thrown);
    }

    @SuppressWarnings("unchecked") // the cast is not made when it runs
    private static <X extends Throwable> X as(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
