package io.refrain.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.internal.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The items of a question for several embeddings, each of which is stored as the answer to it alone would be: only those that are not there are asked for.
 * Immutable.
 */
final class EmbeddingItems {
    private static final String INPUT = "input";
    private static final String DATA = "data";
    private static final String USAGE = "usage";
    private static final List<String> COUNTS = List.of("prompt_tokens", "total_tokens");

    private final ObjectNode body;
    private final List<String> keys;
    /** By key, in the order of the question, each once. */
    private final Map<String, JsonNode> inputs;

    private final Map<String, StoredReply> found;

    private EmbeddingItems(
            ObjectNode body, List<String> keys, Map<String, JsonNode> inputs, Map<String, StoredReply> found) {
        this.body = body;
        this.keys = keys;
        this.inputs = inputs;
        this.found = found;
    }

    /**
     * The items of a question.
     *
     * @param key names the question of one item
     * @return null when there is but one, or none
     */
    static @Nullable EmbeddingItems of(ObjectNode body, Function<ObjectNode, String> key) {
        JsonNode input = body.path(INPUT);
        if (!input.isArray()
                || input.size() < 2
                || !(input.get(0).isTextual() || input.get(0).isArray())) {
            return null;
        }
        List<String> keys = new ArrayList<>();
        Map<String, JsonNode> inputs = new LinkedHashMap<>();
        for (JsonNode each : input) {
            String name = key.apply(asking(body, List.of(each)));
            keys.add(name);
            inputs.putIfAbsent(name, each);
        }
        return new EmbeddingItems(body, keys, inputs, Map.of());
    }

    /** The same with what the cache has. */
    EmbeddingItems with(Map<String, StoredReply> stored) {
        return new EmbeddingItems(body, keys, inputs, Map.copyOf(stored));
    }

    /** What each item is known by. */
    List<String> keys() {
        return List.copyOf(inputs.keySet());
    }

    /** The question for one item alone. */
    ObjectNode asking(String key) {
        JsonNode input = inputs.get(key);
        return asking(body, input == null ? List.of() : List.of(input));
    }

    boolean isComplete() {
        return found.size() == inputs.size();
    }

    /** Whether the question is to be put as it came. */
    boolean isWhole() {
        return found.isEmpty() && keys.size() == inputs.size();
    }

    /** The question for what is missing. */
    byte[] request() {
        List<JsonNode> missing = new ArrayList<>();
        inputs.forEach((key, input) -> {
            if (!found.containsKey(key)) {
                missing.add(input);
            }
        });
        return asking(body, missing).toString().getBytes(StandardCharsets.UTF_8);
    }

    private List<String> missing() {
        return inputs.keySet().stream().filter(key -> !found.containsKey(key)).toList();
    }

    private static ObjectNode asking(ObjectNode body, List<JsonNode> items) {
        ObjectNode asking = Json.object();
        asking.setAll(body);
        asking.putArray(INPUT).addAll(items);
        return asking;
    }

    /**
     * The answers to the missing items, each as if it had been asked for alone.
     *
     * @param answer to {@link #request}, or to the whole question
     * @return null when it has not one vector for each
     */
    @Nullable
    Map<String, StoredReply> split(StoredReply reply, ObjectNode answer) {
        List<String> missing = missing();
        Map<Integer, JsonNode> vectors = new LinkedHashMap<>();
        answer.path(DATA).forEach(each -> vectors.put(each.path("index").asInt(-1), each));
        if (vectors.size() != missing.size() || answer.path(DATA).size() != missing.size()) {
            return null;
        }
        long weight = missing.stream().mapToLong(key -> weight(inputs.get(key))).sum();
        long before = 0;
        Map<String, StoredReply> split = new LinkedHashMap<>();
        for (int i = 0; i < missing.size(); i++) {
            JsonNode vector = vectors.get(i);
            if (vector == null) {
                return null;
            }
            long upTo = before + weight(inputs.get(missing.get(i)));
            ObjectNode one = Json.object();
            one.setAll(answer);
            one.putArray(DATA).add(at(vector, 0));
            if (answer.path(USAGE).isObject()) {
                ObjectNode usage = answer.path(USAGE).deepCopy();
                for (String count : COUNTS) {
                    long all = usage.path(count).asLong(0);
                    usage.put(count, all * upTo / weight - all * before / weight);
                }
                one.set(USAGE, usage);
            }
            before = upTo;
            split.put(missing.get(i), reply(reply.createdAt(), reply.headers(), one));
        }
        return split;
    }

    /** In how far an item has a share of the tokens of all: nobody tells that. */
    private static long weight(@Nullable JsonNode input) {
        return input == null ? 1 : 1 + (input.isTextual() ? input.textValue().length() : input.size());
    }

    private static JsonNode at(JsonNode vector, int index) {
        ObjectNode moved = vector.deepCopy();
        return moved.put("index", index);
    }

    /** The answer to all, of those that were found and those that are new; as old as the oldest of them. */
    StoredReply together(Map<String, StoredReply> added) {
        ObjectNode whole = null;
        ArrayNode data = Json.object().arrayNode();
        long[] counts = new long[COUNTS.size()];
        Instant oldest = Instant.MAX;
        Map<String, String> headers = Map.of();
        for (String key : keys) {
            StoredReply reply = found.containsKey(key) ? found.get(key) : added.get(key);
            ObjectNode one = reply == null ? null : Json.object(reply.body());
            if (reply == null || one == null) {
                throw new IllegalStateException("An item is missing");
            }
            data.add(at(one.path(DATA).path(0), data.size()));
            for (int i = 0; i < counts.length; i++) {
                counts[i] += one.path(USAGE).path(COUNTS.get(i)).asLong(0);
            }
            if (whole == null) {
                whole = one;
                headers = reply.headers();
            }
            oldest = reply.createdAt().isBefore(oldest) ? reply.createdAt() : oldest;
        }
        if (whole == null) {
            throw new IllegalStateException("There are no items");
        }
        whole.set(DATA, data);
        if (whole.get(USAGE) instanceof ObjectNode usage) {
            for (int i = 0; i < counts.length; i++) {
                usage.put(COUNTS.get(i), counts[i]);
            }
        }
        return reply(oldest, headers, whole);
    }

    private static StoredReply reply(Instant created, Map<String, String> headers, ObjectNode body) {
        return new StoredReply(created, false, headers, body.toString().getBytes(StandardCharsets.UTF_8));
    }
}
