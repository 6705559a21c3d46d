package io.refrain.internal.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.cassette.StrictJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads JSON as it comes over the wire, strictly. Has no state. */
public final class Json {
    private Json() {}

    public static JsonNode read(String text) throws JsonProcessingException {
        return StrictJson.read(text);
    }

    /** The object that bytes are; null when they are none, or not UTF-8. */
    public static @Nullable ObjectNode object(byte[] bytes) {
        try {
            return Utf8.isValid(bytes) && StrictJson.read(bytes) instanceof ObjectNode object ? object : null;
        } catch (IOException | ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
