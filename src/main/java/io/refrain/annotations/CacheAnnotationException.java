package io.refrain.annotations;

import javax.cache.CacheException;

/** Says that the caching annotations of a method cannot be followed, and what to change. */
public final class CacheAnnotationException extends CacheException {
    private static final long serialVersionUID = 1;

    CacheAnnotationException(String message) {
        super(message);
    }

    CacheAnnotationException(String message, Throwable cause) {
        super(message, cause);
    }
}
