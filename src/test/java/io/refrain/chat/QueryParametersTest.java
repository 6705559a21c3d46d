package io.refrain.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the query of a URL says. */
class QueryParametersTest {

    @Test
    void of_names_valuesAndSpaces_areDecoded() {
        assertEquals(
                Map.of("prompt", List.of("a b&c=d", ""), "Größe", List.of("€😀")),
                QueryParameters.of("prompt=a+b%26c%3Dd&&prompt&Gr%C3%B6%C3%9Fe=%E2%82%AC%F0%9F%98%80"));
        assertEquals(Map.of(), QueryParameters.of(null));
    }

    @Test
    void of_bytesAsTheServerHandsThemOver_areUtf8() {
        String raw = new String("prompt=Größe".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertEquals(Map.of("prompt", List.of("Größe")), QueryParameters.of(raw));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%4",
                "%zz",
                "%ff",
                "%fe",
                "%C0%80",
                "%C1%BF",
                "%E0%80%80",
                "%ED%A0%80",
                "%F4%90%80%80",
                "%80",
                "\u00ff"
            })
    void of_whatIsNotUtf8_namesTheField(String value) {
        assertEquals(
                "prompt",
                assertThrows(BadQuestion.class, () -> QueryParameters.of("a=b&prompt=x" + value))
                        .field());
    }
}
