package io.refrain.jcache.internal.store.database;

/** What can be wrong with a store, to see whether the model finds it. */
enum Fault {
    NONE,
    /** What is pending goes from the overlay before it is in the database. */
    DROPS_PENDING_BEFORE_THE_COMMIT,
    /** An access to an older value moves the deadline of a newer one. */
    TOUCHES_ANY_VERSION,
    /** What is evicted stays on the heap. */
    EVICTS_WITHOUT_FORGETTING_THE_COPY
}
