package io.refrain.jcache.internal.operation;

/** What becomes of an entry. */
public enum Change {
    /** Nothing, not even an access. */
    NONE,
    /** It was read: its deadline may move. */
    ACCESS,
    /** It is written, created where there was none and updated where there was one, through the writer. */
    WRITE,
    /** It was loaded from where a writer would write to: as {@link #WRITE}, without writer and without counting a put. */
    LOAD,
    /** It is removed, through the writer; the writer is told even when there was none. */
    REMOVE
}
