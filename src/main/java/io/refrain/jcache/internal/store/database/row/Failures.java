package io.refrain.jcache.internal.store.database.row;

import io.refrain.jcache.internal.store.StoreException;

/** Tells what a failure of a database means, in the one place that knows the database. Safe for use by several threads at once. */
@FunctionalInterface
public interface Failures {
    /** What was tried, in the words of a message. */
    String READING = "could not be read";

    /** What was tried, in the words of a message. */
    String WRITING = "could not be written";

    /**
     * The failure as the store knows it.
     *
     * @param tried {@link #READING} or {@link #WRITING}
     * @param cause of Hibernate or of the driver
     */
    StoreException translate(String tried, Exception cause);
}
