package io.refrain.cassette;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one text of what means the same. */
class CanonicalJsonTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"b\": [1, {}, []], \"a\": null} | {\"a\":null,\"b\":[1,{},[]]}",
                "[0.50, 5e-1, -0.0, 1E2, 100.00] | [0.5,0.5,0,100,100]",
                "[9007199254740993, 1e400, 1e-400, 12e30] | [9007199254740993,1E400,1E-400,12E30]",
                "\"ü\\u0001\\n\\t\\\\\\\"🙂\" | \"ü\\u0001\\n\\t\\\\\\\"🙂\"",
                "[true, false, null, \"\"] | [true,false,null,\"\"]",
            })
    void of_whatIsWrittenAnyWay_isOneTextOfJson(String json, String expected) throws IOException {
        String text = CanonicalJson.of(StrictJson.read(json));
        assertEquals(expected, text);
        assertEquals(text, CanonicalJson.of(StrictJson.read(text)));
    }

    @Test
    void of_halfAPairOfSurrogates_isRefused() throws IOException {
        var half = StrictJson.read("[\"\\ud800\"]");
        assertThrows(IllegalArgumentException.class, () -> CanonicalJson.of(half));
    }
}
