package io.refrain.springai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values in the metadata of answers as JSON: texts, numbers, lists, maps, and Spring AI's records and enums come back as what they were, anything else
 * as the data that it holds. Of classes that a text names, only those records and enums are ever made. Has no state.
 */
final class PlainData {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final String TYPE = "@type";
    private static final String VALUE = "@value";
    private static final String OURS = "org.springframework.ai.";
    private static final int DEEPEST = 64;

    private PlainData() {}

    /** @throws IllegalArgumentException when it cannot be written */
    static JsonNode write(@Nullable Object value) {
        return write(value, 0);
    }

    private static JsonNode write(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("Metadata that is deeper than " + DEEPEST);
        }
        if (value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || (value instanceof Double number && Double.isFinite(number))) {
            return MAPPER.valueToTree(value);
        }
        if (value instanceof Optional<?> optional) {
            return write(optional.orElse(null), depth + 1);
        }
        if (value instanceof Long || value instanceof Float || value instanceof Double) {
            return typed(value.getClass().getSimpleName(), JsonNodeFactory.instance.textNode(value.toString()));
        }
        if (value instanceof byte[] bytes) {
            return typed("bytes", JsonNodeFactory.instance.binaryNode(bytes));
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode members = MAPPER.createObjectNode();
            map.forEach((key, each) -> members.set(String.valueOf(key), write(each, depth + 1)));
            return members.has(TYPE) ? typed("map", members) : members;
        }
        if (value instanceof Collection<?> collection) {
            ArrayNode all = MAPPER.createArrayNode();
            collection.forEach(each -> all.add(write(each, depth + 1)));
            return value instanceof Set ? typed("set", all) : all;
        }
        return object(value);
    }

    private static JsonNode object(Object value) {
        JsonNode data = MAPPER.valueToTree(value);
        JsonNode typed = typed(value.getClass().getName(), data);
        // What does not come back as it was had better come back as data.
        return value.equals(read(typed)) ? typed : data;
    }

    private static ObjectNode typed(String type, JsonNode value) {
        ObjectNode typed = MAPPER.createObjectNode().put(TYPE, type);
        typed.set(VALUE, value);
        return typed;
    }

    /** Reads what {@link #write} wrote. */
    static @Nullable Object read(@Nullable JsonNode json) {
        if (json == null || json.isNull() || json.isMissingNode()) {
            return null;
        }
        if (json.isArray()) {
            List<@Nullable Object> all = new ArrayList<>();
            json.forEach(each -> all.add(read(each)));
            return all;
        }
        if (json.isObject()) {
            return json.path(TYPE).isTextual() ? ofType(json.path(TYPE).textValue(), json.path(VALUE)) : map(json);
        }
        return MAPPER.convertValue(json, Object.class);
    }

    private static Map<String, @Nullable Object> map(JsonNode json) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        json.properties().forEach(member -> map.put(member.getKey(), read(member.getValue())));
        return map;
    }

    private static @Nullable Object ofType(String type, JsonNode value) {
        try {
            return switch (type) {
                case "Long" -> Long.valueOf(value.asText());
                case "Float" -> Float.valueOf(value.asText());
                case "Double" -> Double.valueOf(value.asText());
                case "bytes" -> value.binaryValue();
                case "map" -> map(value);
                case "set" -> read(value) instanceof List<?> all ? new LinkedHashSet<@Nullable Object>(all) : Set.of();
                default -> ofSpringAi(type, value);
            };
        } catch (IOException e) {
            throw new IllegalArgumentException("Not what was written", e);
        }
    }

    private static @Nullable Object ofSpringAi(String name, JsonNode value) {
        if (name.startsWith(OURS)) {
            try {
                Class<?> type = Class.forName(name, false, PlainData.class.getClassLoader());
                if (type.isRecord() || type.isEnum()) {
                    return MAPPER.treeToValue(value, type);
                }
            } catch (ClassNotFoundException | JsonProcessingException e) {
                // Another version of Spring AI has written it: the data is still there.
                return read(value);
            }
        }
        return read(value);
    }
}
