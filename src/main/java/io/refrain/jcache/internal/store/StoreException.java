package io.refrain.jcache.internal.store;

import java.io.Serial;
import javax.cache.CacheException;

/** The medium below a store failed: the disk is full, the file is locked or gone. */
public final class StoreException extends CacheException {
    @Serial
    private static final long serialVersionUID = 2;

    private final Reason reason;

    /** @param message what was tried on which file, what went wrong, and what to do */
    public StoreException(String message, Throwable cause) {
        this(message, cause, Reason.OTHER);
    }

    /**
     * @param message what was tried on which file, what went wrong, and what to do
     * @param reason what the store may do about it
     */
    public StoreException(String message, Throwable cause, Reason reason) {
        super(message, cause);
        this.reason = reason;
    }

    /** What the store may do about it. */
    public Reason reason() {
        return reason;
    }

    /** Kinds of failures that a store treats differently. */
    public enum Reason {
        /** Somebody else holds the medium; it may be free a moment later. */
        BUSY,
        /** There is no room for more. */
        FULL,
        /** What is there cannot be read as what was written. */
        DAMAGED,
        /** The medium may not be written. */
        READ_ONLY,
        /** Anything else. */
        OTHER
    }
}
