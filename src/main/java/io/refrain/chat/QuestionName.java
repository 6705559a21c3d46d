package io.refrain.chat;

import java.io.Serial;
import java.util.List;
import java.util.regex.Pattern;
import javax.cache.annotation.GeneratedCacheKey;

/**
 * What the cache knows a question by. Immutable.
 *
 * @param sha256 the hash of all of it, in lowercase hexadecimal
 */
record QuestionName(String sha256) implements GeneratedCacheKey {
    @Serial
    private static final long serialVersionUID = 1;

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    /**
     * The name that a client gives, as {@code Cache-Status} has told it.
     *
     * @param alone whether it is all that the client gives
     */
    static QuestionName of(List<String> values, boolean alone) {
        if (!alone || values.size() != 1 || !FORM.matcher(values.get(0)).matches()) {
            throw BadQuestion.field(
                    "key",
                    "'key' is not the name of a question, or not all there is.",
                    "the key of Cache-Status, which is 64 hexadecimal digits, and no question besides");
        }
        return new QuestionName(values.get(0));
    }
}
