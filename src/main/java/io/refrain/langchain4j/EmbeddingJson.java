package io.refrain.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.embedding.Embedding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** An embedding as JSON, its numbers as the OpenAI API has them in Base64: 32 bits each, the lowest byte first. Has no state. */
final class EmbeddingJson {
    private static final String MEMBER = "embedding";

    private EmbeddingJson() {}

    /** Whether it is one to keep: there are numbers in it, and all of them are some. */
    static boolean isOne(@Nullable Embedding embedding) {
        if (embedding == null || embedding.vector().length == 0) {
            return false;
        }
        for (float number : embedding.vector()) {
            if (!Float.isFinite(number)) {
                return false;
            }
        }
        return true;
    }

    static String write(Embedding embedding) {
        float[] vector = embedding.vector();
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return "{\"" + MEMBER + "\":\"" + Base64.getEncoder().encodeToString(bytes.array()) + "\"}";
    }

    /** Reads what was written; null when it is null or something else. */
    static @Nullable Embedding read(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            JsonNode encoded = BuiltObjects.MAPPER.readTree(text).path(MEMBER);
            if (!encoded.isTextual()) {
                return null;
            }
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(encoded.textValue()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            float[] vector = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(vector);
            return vector.length == 0 ? null : Embedding.from(vector);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return null;
        }
    }
}
