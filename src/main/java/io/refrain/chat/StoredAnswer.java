package io.refrain.chat;

import io.refrain.jcache.codec.Encoded;
import java.io.Serial;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/**
 * An answer as the cache keeps it. Immutable.
 *
 * @param answer what everybody gets who asks the same
 * @param createdAt when the model gave it
 */
record StoredAnswer(Answer answer, Instant createdAt) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    /** Caches of other providers write it by Java's serialisation: as the same versioned JSON, whatever its classes become. */
    @Serial
    private Object writeReplace() {
        return new Written(
                Objects.requireNonNull(new StoredAnswerCodec().encode(this).text()));
    }

    private record Written(String json) implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        @Serial
        private Object readResolve() {
            StoredAnswerCodec codec = new StoredAnswerCodec();
            return codec.decode(Encoded.text(codec.name(), json), StoredAnswer.class.getClassLoader());
        }
    }
}
