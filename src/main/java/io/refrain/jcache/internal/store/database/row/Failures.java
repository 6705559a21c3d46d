package io.refrain.jcache.internal.store.database.row;

import io.refrain.jcache.internal.store.StoreException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

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

    /** What the driver threw, however deep it lies; null when it was not the driver. */
    static <E extends SQLException> @Nullable E ofDriver(Class<E> type, Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
        }
        return null;
    }
}
