package io.refrain.jcache.internal.codec;

import java.io.Serial;

/** An object, or one that it refers to, is not copied field by field. Without a stack trace: it is an answer. */
final class UncopyableException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    /** @param reason why, for people */
    UncopyableException(String reason) {
        super(reason, null, false, false);
    }
}
