package io.refrain.internal.answers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** An embedding as JSON, its numbers as the OpenAI API has them in Base64: 32 bits each, the lowest byte first. Has no state. */
public final class VectorJson {
    private static final String MEMBER = "embedding";
    private static final JsonMapper MAPPER = new JsonMapper();

    private VectorJson() {}

    /** Whether it is one to keep: there are numbers in it, and all of them are some. */
    public static boolean isOne(float[] vector) {
        for (float number : vector) {
            if (!Float.isFinite(number)) {
                return false;
            }
        }
        return vector.length > 0;
    }

    /** As {@link #read} reads it. */
    public static String write(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return "{\"" + MEMBER + "\":\"" + Base64.getEncoder().encodeToString(bytes.array()) + "\"}";
    }

    /** Reads what was written; null when it is null or something else. */
    public static float @Nullable [] read(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            JsonNode encoded = MAPPER.readTree(text).path(MEMBER);
            if (!encoded.isTextual()) {
                return null;
            }
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(encoded.textValue()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            float[] vector = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(vector);
            return vector.length == 0 ? null : vector;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return null;
        }
    }
}
