package io.refrain.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.jcache.internal.config.KeyReader;
import io.refrain.jcache.internal.config.Settings;
import io.refrain.quarkus.ChatConfig;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a question and what is not. */
class QuestionParserTest {
    private static final int LONGEST = 2_000;
    private final QuestionParser parser = new QuestionParser(new ChatConfig(new KeyReader(Settings.only(
            Map.of("refrain.chat.max-body-size", Integer.toString(LONGEST), "refrain.chat.max-messages", "2")))));

    @Test
    void ofJson_withEveryField_hasThemAll() {
        ChatQuestion question = json(
                """
                {"system": "s", "messages": [{"role": "user", "content": "u"}, {"role": "assistant", "content": "a"}],
                 "model": "m", "temperature": 0.5, "top_p": 1, "max_tokens": 10, "stop": ["x", "y"], "seed": -7}
                """);
        assertEquals(
                new ChatQuestion(
                        List.of(
                                new Turn(Turn.Role.SYSTEM, "s"),
                                new Turn(Turn.Role.USER, "u"),
                                new Turn(Turn.Role.ASSISTANT, "a")),
                        "m",
                        0.5,
                        1.0,
                        10,
                        List.of("x", "y"),
                        -7),
                question);
    }

    @Test
    void ofJson_withAPromptOnly_leavesTheRestOpen() {
        assertEquals(
                new ChatQuestion(List.of(new Turn(Turn.Role.USER, "p")), null, null, null, null, List.of(), null),
                json("{\"prompt\": \"p\"}"));
    }

    @Test
    void ofJson_withNulls_isAsWithoutThem() {
        assertEquals(
                json("{\"prompt\": \"p\"}"),
                json("{\"prompt\": \"p\", \"messages\": null, \"temperature\": null, \"stop\": null, \"seed\": null}"));
    }

    @Test
    void ofJson_withNumbersWrittenOtherwise_isTheSameQuestion() {
        assertEquals(
                json("{\"prompt\": \"p\", \"logit_bias\": {\"1\": 1, \"2\": 0.5}, \"user\": \"u\"}"),
                json("{\"user\": \"u\", \"prompt\": \"p\", \"logit_bias\": {\"2\": 5e-1, \"1\": 1.0}}"));
    }

    @Test
    void ofQuery_withEveryField_isAsInJson() {
        assertEquals(
                json(
                        """
                        {"prompt": "p", "system": "s", "model": "m", "temperature": 0.5, "top_p": 1, "max_tokens": 10,
                         "stop": ["x", "y"], "seed": 7}
                        """),
                parser.ofQuery(Map.of(
                        "prompt", List.of("p"),
                        "system", List.of("s"),
                        "model", List.of("m"),
                        "temperature", List.of("0.5"),
                        "top_p", List.of("1"),
                        "max_tokens", List.of("10"),
                        "stop", List.of("x", "y"),
                        "seed", List.of("7"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prompt | {}",
                "prompt | {\"prompt\": null}",
                "prompt | {\"prompt\": 1}",
                "prompt | {\"prompt\": \" \"}",
                "prompt | {\"prompt\": [\"a\"]}",
                "prompt | {\"prompt\": \"a\\ud800\"}",
                "prompt | {\"prompt\": \"\\udc00\\ud800\"}",
                "system | {\"prompt\": \"a\", \"system\": \"\\udc00\"}",
                "model | {\"prompt\": \"a\", \"model\": \"\\udc00\"}",
                "stop | {\"prompt\": \"a\", \"stop\": \"\\udc00\"}",
                "messages | {\"prompt\": \"a\", \"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}",
                "messages | {\"messages\": []}",
                "messages | {\"messages\": {}}",
                "messages | {\"messages\": [1, 2, 3]}",
                "messages[0] | {\"messages\": [1]}",
                "messages[0].role | {\"messages\": [{\"content\": \"a\"}]}",
                "messages[0].tool_call_id | {\"messages\": [{\"role\": \"tool\", \"content\": \"a\"}]}",
                "messages[0].tool_calls | {\"messages\": [{\"role\": \"assistant\", \"tool_calls\": []}]}",
                "messages[0].tool_calls[0] | {\"messages\": [{\"role\": \"assistant\", \"tool_calls\": [{\"id\": \"1\"}]}]}",
                "messages[0].tool_calls | {\"messages\": [{\"role\": \"user\", \"content\": \"a\", \"tool_calls\": [1]}]}",
                "messages[0].content[0] | {\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]}",
                "messages[0].content[1] | {\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"a\"}, 1]}]}",
                "messages[0].content[0] | {\"messages\": [{\"role\": \"system\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"u\"}}]}]}",
                "messages[0].content | {\"messages\": [{\"role\": \"user\", \"content\": []}]}",
                "messages[0].content[0].text | {\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"\\ud800\"}]}]}",
                "n | {\"prompt\": \"a\", \"n\": 2}",
                "max_completion_tokens | {\"prompt\": \"a\", \"max_completion_tokens\": 0}",
                "frequency_penalty | {\"prompt\": \"a\", \"frequency_penalty\": 2.5}",
                "logit_bias | {\"prompt\": \"a\", \"logit_bias\": {\"1\": 101}}",
                "response_format | {\"prompt\": \"a\", \"response_format\": \"json\"}",
                "response_format | {\"prompt\": \"a\", \"response_format\": {\"type\": \"json_schema\"}}",
                "tools | {\"prompt\": \"a\", \"tools\": [{\"type\": \"function\", \"function\": {}}]}",
                "tool_choice | {\"prompt\": \"a\", \"tool_choice\": \"maybe\"}",
                "tools[0].function.x | {\"prompt\": \"a\", \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"x\": 1e-999999999}}]}",
                "logprobs | {\"prompt\": \"a\", \"logprobs\": 1}",
                "top_logprobs | {\"prompt\": \"a\", \"top_logprobs\": 21}",
                "messages[0].role | {\"messages\": [{\"role\": \"USER\", \"content\": \"a\"}]}",
                "messages[0].content | {\"messages\": [{\"role\": \"user\"}]}",
                "messages[0].content | {\"messages\": [{\"role\": \"user\", \"content\": \"\\ud800\"}]}",
                "messages[1].content | {\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"user\", \"content\": 1}]}",
                "messages[0].name | {\"messages\": [{\"role\": \"user\", \"content\": \"a\", \"name\": \" \"}]}",
                "Prompt | {\"Prompt\": \"a\"}",
                "stream | {\"prompt\": \"a\", \"stream\": \"yes\"}",
                "model | {\"prompt\": \"a\", \"model\": 4}",
                "temperature | {\"prompt\": \"a\", \"temperature\": \"0.5\"}",
                "temperature | {\"prompt\": \"a\", \"temperature\": 2.1}",
                "temperature | {\"prompt\": \"a\", \"temperature\": -0.1}",
                "temperature | {\"prompt\": \"a\", \"temperature\": 1e400}",
                "top_p | {\"prompt\": \"a\", \"top_p\": 1.01}",
                "max_tokens | {\"prompt\": \"a\", \"max_tokens\": 0}",
                "max_tokens | {\"prompt\": \"a\", \"max_tokens\": 1.5}",
                "max_tokens | {\"prompt\": \"a\", \"max_tokens\": 3000000000}",
                "seed | {\"prompt\": \"a\", \"seed\": true}",
                "seed | {\"prompt\": \"a\", \"seed\": 1e-2147483647}",
                "seed | {\"prompt\": \"a\", \"seed\": 1e2147483647}",
                "system | {\"prompt\": \"a\", \"system\": \"\\u0000\\u001f\"}",
                "temperature | {\"prompt\": \"a\", \"temperature\": -1e-2147483647}",
                "stop | {\"prompt\": \"a\", \"stop\": []}",
                "stop | {\"prompt\": \"a\", \"stop\": [\"a\", 1]}",
                "stop | {\"prompt\": \"a\", \"stop\": [\"a\", \"b\", \"c\", \"d\", \"e\"]}"
            })
    void ofJson_withAFieldThatIsWrong_namesItAndWhatIsAllowed(String field, String body) {
        BadQuestion bad = assertThrows(BadQuestion.class, () -> json(body));
        assertEquals(400, bad.status());
        assertEquals(field, bad.field());
        assertNotNull(bad.allowed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "1",
                "[]",
                "{",
                "prompt=a",
                "{\"prompt\": \"a\",}",
                "{\"prompt\": \"a\"} {}",
                "{\"prompt\": \"a\"} x",
                "{\"prompt\": \"a\", \"prompt\": \"b\"}",
                "{\"messages\": [{\"role\": \"user\", \"role\": \"system\", \"content\": \"a\"}]}",
                "{\"prompt\": \"a\", \"temperature\": NaN}",
                "{\"prompt\": \"a\", \"temperature\": 1e-2147483649}",
                "{\"prompt\": 1e2147483648}",
                "{\"prompt\": \"a\", \"x\": [1e-99999999999]}",
                "{\"prompt\": \"a\", \"seed\": 0000000000000000000000000000000000000000000000000000}"
            })
    void ofJson_withoutAWellFormedObject_isA400(String body) {
        BadQuestion bad = assertThrows(BadQuestion.class, () -> json(body));
        assertEquals(400, bad.status());
        assertNotNull(bad.allowed());
    }

    @Test
    void ofJson_withAWholeNumberWrittenAsADecimal_isThatNumber() {
        assertEquals(7, json("{\"prompt\": \"a\", \"seed\": 7.0}").seed());
        assertEquals(70, json("{\"prompt\": \"a\", \"max_tokens\": 7e1}").maxTokens());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"prompt\": \"a\"} {}", "{\"prompt\": \"a\", \"seed\": NaN}", "{\"a\": 1e-2147483649}"})
    void ofJson_withoutAWellFormedObject_speaksOfNoClass(String body) {
        String message =
                String.valueOf(assertThrows(BadQuestion.class, () -> json(body)).getMessage());
        assertEquals(-1, message.indexOf('`'), message);
    }

    @Test
    void ofJson_withLongNumbersAndNames_isA400() {
        assertThrows(BadQuestion.class, () -> json("{\"prompt\": \"a\", \"seed\": " + "9".repeat(101) + "}"));
        assertThrows(BadQuestion.class, () -> json("{\"" + "a".repeat(1_001) + "\": 1}"));
    }

    @Test
    void ofJson_inOverlongUtf8_isA400() {
        byte[] body = "{\"prompt\": \"??\"}".getBytes(StandardCharsets.US_ASCII);
        body[12] = (byte) 0xc0;
        body[13] = (byte) 0x80;
        assertEquals(
                400, assertThrows(BadQuestion.class, () -> parser.ofJson(body)).status());
    }

    @Test
    void ofJson_nestedDeeply_isA400() {
        assertEquals(
                400,
                assertThrows(BadQuestion.class, () -> json("[".repeat(1_000))).status());
    }

    @Test
    void ofJson_thatIsNotUtf8_isA400() {
        byte[] body = "{\"prompt\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(
                400, assertThrows(BadQuestion.class, () -> parser.ofJson(body)).status());
    }

    @Test
    void ofJson_atAndAboveTheLongest_isReadAndRefused() {
        String frame = "{\"prompt\": \"\"}";
        String longest = frame.replace("\"\"", "\"" + "a".repeat(LONGEST - frame.length()) + "\"");
        assertEquals(1, json(longest).turns().size());
        BadQuestion bad = assertThrows(BadQuestion.class, () -> json(longest + " "));
        assertEquals(413, bad.status());
        assertNull(bad.field());
    }

    @ParameterizedTest
    @CsvSource({
        "prompt, prompt, ''",
        "temperature, temperature, warm",
        "temperature, temperature, 1e400",
        "temperature, temperature, 1e999999999",
        "temperature, temperature, ",
        "seed, seed, 1e10",
        "seed, seed, 0.5",
        "messages, messages, a",
        "x, x, 1"
    })
    void ofQuery_withAFieldThatIsWrong_namesIt(String field, String name, @Nullable String value) {
        Map<String, List<String>> query = new HashMap<>(Map.of("prompt", List.of("p")));
        query.put(name, List.of(value == null ? "" : value));
        BadQuestion bad = assertThrows(BadQuestion.class, () -> parser.ofQuery(query));
        assertEquals(field, bad.field());
    }

    @Test
    void ofQuery_withTwoPrompts_isRefused() {
        BadQuestion bad = assertThrows(BadQuestion.class, () -> parser.ofQuery(Map.of("prompt", List.of("a", "b"))));
        assertEquals("prompt", bad.field());
    }

    private ChatQuestion json(String body) {
        return parser.ofJson(body.getBytes(StandardCharsets.UTF_8));
    }
}
