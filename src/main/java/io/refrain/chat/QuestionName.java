package io.refrain.chat;

import java.io.Serial;
import javax.cache.annotation.GeneratedCacheKey;

/**
 * What the cache knows a question by. Immutable.
 *
 * @param sha256 the hash of all of it, in lowercase hexadecimal
 */
record QuestionName(String sha256) implements GeneratedCacheKey {
    @Serial
    private static final long serialVersionUID = 1;
}
