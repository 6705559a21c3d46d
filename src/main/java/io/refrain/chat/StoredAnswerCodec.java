package io.refrain.chat;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.refrain.jcache.codec.Codec;
import io.refrain.jcache.codec.Encoded;
import java.time.DateTimeException;
import java.time.Instant;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Stores answers as versioned plain JSON, which any SQLite tool can show. Safe for use by several threads at once. */
@RegisterForReflection(fields = false)
public final class StoredAnswerCodec implements Codec<StoredAnswer> {
    private static final int VERSION = 1;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** For the {@link java.util.ServiceLoader}. */
    public StoredAnswerCodec() {}

    @Override
    public String name() {
        return "refrain-answer";
    }

    @Override
    public boolean handles(Class<?> type) {
        return type == StoredAnswer.class;
    }

    @Override
    public boolean immutable() {
        return true;
    }

    @Override
    public Encoded encode(StoredAnswer value) {
        try {
            return Encoded.text(
                    name(),
                    MAPPER.writeValueAsString(
                            new Envelope(VERSION, value.createdAt().toString(), value.answer())));
        } catch (JsonProcessingException e) {
            throw new CacheException("An answer cannot be written as JSON", e);
        }
    }

    @Override
    public StoredAnswer decode(Encoded encoded, ClassLoader loader) {
        try {
            @Nullable Envelope envelope = MAPPER.readValue(encoded.text(), Envelope.class);
            if (envelope == null) {
                throw new CacheException("This is no stored answer: it is null");
            }
            if (envelope.version() > VERSION) {
                throw new CacheException(
                        "This answer was stored by a newer version of Refrain (format " + envelope.version() + ")");
            }
            if (envelope.createdAt() == null || envelope.answer() == null) {
                throw new CacheException("This is no stored answer: a part is missing");
            }
            return new StoredAnswer(envelope.answer(), Instant.parse(envelope.createdAt()));
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
            throw new CacheException("This is no stored answer", e);
        }
    }

    @RegisterForReflection
    @JsonPropertyOrder({"version", "createdAt", "answer"})
    record Envelope(int version, @Nullable String createdAt, @Nullable Answer answer) {}
}
