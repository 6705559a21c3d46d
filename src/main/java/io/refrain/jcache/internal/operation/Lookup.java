package io.refrain.jcache.internal.operation;

/** What an operation counts as a look-up (JSR-107, chapter 12). */
public enum Lookup {
    /** It is none. */
    NONE,
    /** There was an entry. */
    HIT,
    /** There was none. */
    MISS;

    /** {@link #HIT} or {@link #MISS}. */
    static Lookup of(boolean found) {
        return found ? HIT : MISS;
    }
}
