package io.refrain.jcache.internal.store.database.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway") // it does not see in a class file that the values of a map may be null
class FlatObjectTest {
    private static final String EVERY_UNIT = everyUnit();

    private static String everyUnit() {
        StringBuilder all = new StringBuilder();
        for (int unit = 0; unit <= Character.MAX_VALUE; unit++) {
            all.append((char) unit).append('|');
        }
        return all.append("\ud83d\ude00").toString();
    }

    private static Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("every \"unit\"", EVERY_UNIT);
        fields.put("", "");
        fields.put("null", null);
        fields.put("least", Long.MIN_VALUE);
        fields.put("most", Long.MAX_VALUE);
        return fields;
    }

    @Test
    void read_ofWhatWasWritten_givesTheSameInTheSameOrder() {
        Map<String, @Nullable Object> again = FlatObject.read(FlatObject.write(fields()));

        assertEquals(fields(), again);
        assertEquals("[every \"unit\", , null, least, most]", again.keySet().toString());
    }

    @Test
    void write_isOneLineOfJsonInUtf8ThatOthersReadTheSame() throws IOException {
        String json = FlatObject.write(fields());

        assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(json));
        assertEquals(1, json.lines().count());
        JsonNode read = new ObjectMapper().readTree(json);
        assertEquals(EVERY_UNIT, read.get("every \"unit\"").textValue());
        assertEquals(Long.MIN_VALUE, read.get("least").longValue());
        assertTrue(read.get("null").isNull());
    }

    @Test
    void write_ofAPair_doesNotEscapeIt() {
        assertEquals("{\"k\":\"\ud83d\ude00\\ud83d\"}", FlatObject.write(Map.of("k", "\ud83d\ude00\ud83d")));
    }

    @Test
    void read_withSpaceAndEscapes_isTheSameAsWithout() {
        assertEquals(
                Map.of("a b", " \"\\/\b\f\n\r\t\u00fc\ud83d\ude00", "n", -1L),
                FlatObject.read(" \t{ \"a b\" :\r\" \\\"\\\\\\/\\b\\f\\n\\r\\t\\u00FC\\ud83d\\uDE00\" , \"n\":-1 } "));
        assertEquals(Map.of(), FlatObject.read("{ }"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "null",
                "{",
                "{}{}",
                "{} x",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1",
                "{\"a\":\"x",
                "{\"a\":\"x\\",
                "{\"a\":\"\\u12",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u\uff11\uff11\uff11\uff11\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":true}",
                "{\"a\":nul}",
                "{\"a\":nullx}",
                "{\"a\":{}}",
                "{\"a\":[]}",
                "{\"a\":+1}",
                "{\"a\":-}",
                "{\"a\":01}",
                "{\"a\":-01}",
                "{\"a\":1.0}",
                "{\"a\":1e9}",
                "{\"a\":\u0661}",
                "{\"a\":9223372036854775808}",
                "\ufeff{}"
            })
    void read_ofAnythingElse_isRefused(String json) {
        CacheException refusal = assertThrows(CacheException.class, () -> FlatObject.read(json));

        assertTrue(refusal.getMessage().matches(".*, at character [0-9]+"), refusal::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"a\":2}|The field 'a' is there twice, at character 11",
                "{\"a\":1} 2|There is something after the object, at character 9",
                "{\"a\":\"\\q\"}|There is no such escape, at character 8",
                "{\"a\":1.5}|A text in quotation marks, a whole number or null is expected, at character 6"
            })
    void read_ofAnythingElse_saysWhatIsWrongAndWhere(String json, String expected) {
        assertEquals(
                expected,
                assertThrows(CacheException.class, () -> FlatObject.read(json)).getMessage());
    }

    @Test
    void read_ofAVeryLongNumber_isRefusedAtOnce() {
        assertThrows(CacheException.class, () -> FlatObject.read("{\"a\":" + "9".repeat(1_000_000) + "}"));
        assertThrows(CacheException.class, () -> FlatObject.read("{\"a\":" + "[".repeat(1_000_000)));
    }
}
