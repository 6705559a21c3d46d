package io.refrain.jcache.store;

import java.io.Serial;
import javax.cache.CacheException;

/** The medium below a store failed: the disk is full, the file is locked or gone. */
public final class StoreException extends CacheException {
    @Serial
    private static final long serialVersionUID = 1;

    /** @param message what was tried on which file, what went wrong, and what to do */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
