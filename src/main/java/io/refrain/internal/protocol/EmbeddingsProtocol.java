package io.refrain.internal.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Embeddings: whole only. Has no state. */
final class EmbeddingsProtocol implements Protocol {
    @Override
    public boolean isEnd(EventParser.Event event) {
        return false;
    }

    @Override
    public boolean isComplete(JsonNode question, JsonNode answer) {
        JsonNode data = answer.path("data");
        if (!data.isArray() || data.isEmpty()) {
            return false;
        }
        for (JsonNode each : data) {
            JsonNode embedding = each.path("embedding");
            if (embedding.isTextual() ? embedding.textValue().isEmpty() : embedding.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public @Nullable ObjectNode assemble(List<JsonNode> events) {
        return null;
    }

    @Override
    public List<EventParser.Event> split(ObjectNode answer, boolean usage) {
        return List.of();
    }
}
