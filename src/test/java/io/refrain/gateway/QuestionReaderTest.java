package io.refrain.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.cassette.QuestionBody;
import io.refrain.internal.protocol.Json;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes two requests one question. */
class QuestionReaderTest {
    private static final QuestionReader READER = new QuestionReader(
            new QuestionBody(List.of("user", "metadata")), new CallerScope(false, () -> new byte[] {1}));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1, \"b\": 2} | {\"b\":2,\"a\":1}",
                "{\"a\": 0.5} | {\"a\": 0.50}",
                "{\"a\": 0.5} | {\"a\": 5e-1}",
                "{\"a\": 100} | {\"a\": 1E2}",
                "{\"a\": 0} | {\"a\": -0.0}",
                "{\"a\": \"ü\"} | {\"a\": \"\\u00fc\"}",
                "{\"a\": 1} | {\"a\": 1, \"stream\": true}",
                "{\"a\": 1} | {\"a\": 1, \"stream\": true, \"stream_options\": {\"include_usage\": true}}",
                "{\"a\": 1} | {\"a\": 1, \"user\": \"u\", \"metadata\": {}}"
            })
    void key_ofTheSameMeaning_isTheSame(String one, String other) {
        assertEquals(key(one), key(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 9007199254740992} | {\"a\": 9007199254740993}",
                "{\"a\": 1} | {\"a\": \"1\"}",
                "{\"a\": 1} | {\"a\": [1]}",
                "{\"a\": null} | {}",
                "{\"a\": null} | {\"a\": \"null\"}",
                "{\"a\": true} | {\"a\": \"true\"}",
                "{\"a\": [1, 2]} | {\"a\": [2, 1]}",
                "{\"a\": [[1], 2]} | {\"a\": [1, [2]]}",
                "{\"a\": {\"user\": 1}} | {\"a\": {\"user\": 2}}",
                "{\"a\": \"b\\\",\\\"c\"} | {\"a\": \"b\", \"c\": 1}",
                "{\"a\": \"x\"} | {\"a\": \"x \"}",
                "{\"a\": 1e400} | {\"a\": 1e401}",
                "{\"temperature\": 0} | {}"
            })
    void key_ofAnotherMeaning_isAnother(String one, String other) {
        assertNotEquals(key(one), key(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "[]",
                "{\"a\":1,\"a\":1}",
                "{} x",
                "{\"a\":\"\\udc00\"}",
                "{\"\\ud800\":1}",
                "{\"stream\":1}"
            })
    void read_ofWhatCannotBeNamed_isNothing(String body) {
        assertNull(read(body, MultiMap.caseInsensitiveMultiMap()));
    }

    @Test
    void key_ofAnotherCallerPathQueryOrVersion_isAnother() {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        Set<String> keys = new HashSet<>();
        MultiMap none = MultiMap.caseInsensitiveMultiMap();
        for (Map.Entry<String, String> header : Map.of(
                        "authorization", "Bearer a",
                        "x-api-key", "Bearer a",
                        "openai-organization", "o",
                        "anthropic-version", "v",
                        "anthropic-beta", "v",
                        "refrain-namespace", "n",
                        "refrain-sample", "2")
                .entrySet()) {
            keys.add(Objects.requireNonNull(
                            read("{}", MultiMap.caseInsensitiveMultiMap().add(header.getKey(), header.getValue())))
                    .key());
        }
        keys.add(key("{}"));
        for (String[] place : new String[][] {{"u2", ""}, {"u", "q"}, {"", "uq"}}) {
            keys.add(Objects.requireNonNull(READER.read(Endpoint.RESPONSES, place[0], place[1], none, body))
                    .key());
        }
        assertEquals(11, keys.size());
    }

    /** Whatever the question: sorted anyhow it is the same, and changed in any place it is another. */
    @RepeatedTest(200)
    void key_ofAnyQuestion_dependsOnItsMeaningAlone(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        ObjectNode question = object(random, 3);
        String key = key(question.toString());
        for (int i = 0; i < 30; i++) {
            assertEquals(key, key(shuffled(question, random).toString()));
        }
        ObjectNode changed = question.deepCopy();
        changeOne(changed, random);
        assertNotEquals(key, key(changed.toString()), () -> question + " and " + changed);
        assertTrue(Json.read(question.toString()).equals(question), question::toString);
    }

    private static void changeOne(ObjectNode object, Random random) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        JsonNode value = object.get(name);
        if (value instanceof ObjectNode inner && !inner.isEmpty()) {
            changeOne(inner, random);
        } else if (value instanceof ArrayNode list) {
            list.add("more");
        } else if (value.isTextual()) {
            object.put(name, value.textValue() + "x");
        } else {
            object.put(name, "other than " + value);
        }
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = Json.object();
        for (int i = 0; i <= random.nextInt(6); i++) {
            object.set("m" + random.nextInt(1_000), value(random, depth));
        }
        return object;
    }

    private static JsonNode value(Random random, int depth) {
        ObjectNode nodes = Json.object();
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> nodes.textNode("t" + random.nextInt(5) + (random.nextBoolean() ? "\"\\ü🙂" : ""));
            case 1 -> nodes.numberNode(random.nextInt(100));
            case 2 -> nodes.booleanNode(random.nextBoolean());
            case 3 -> nodes.nullNode();
            case 4 -> object(random, depth - 1);
            default -> nodes.arrayNode().add(value(random, depth - 1)).add(object(random, depth - 1));
        };
    }

    private static JsonNode shuffled(JsonNode node, Random random) {
        if (node instanceof ObjectNode object) {
            List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.properties());
            Collections.shuffle(members, random);
            ObjectNode other = Json.object();
            members.forEach(member -> other.set(member.getKey(), shuffled(member.getValue(), random)));
            return other;
        }
        if (node instanceof ArrayNode list) {
            ArrayNode other = list.arrayNode();
            list.forEach(each -> other.add(shuffled(each, random)));
            return other;
        }
        return node;
    }

    private static String key(String body) {
        return Objects.requireNonNull(read(body, MultiMap.caseInsensitiveMultiMap()), body)
                .key();
    }

    private static @Nullable Question read(String body, MultiMap headers) {
        return READER.read(Endpoint.CHAT_COMPLETIONS, "u", null, headers, body.getBytes(StandardCharsets.UTF_8));
    }
}
