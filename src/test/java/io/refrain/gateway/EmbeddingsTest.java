package io.refrain.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.internal.protocol.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Embeddings, item by item. */
class EmbeddingsTest {
    private static final String PATH = "/v1/embeddings";

    private final Wired wired = new Wired();

    EmbeddingsTest() {
        wired.answer = request -> request.response()
                .putHeader("Content-Type", "application/json")
                .end(answer(wired.asked.get(wired.asked.size() - 1)).toString());
    }

    @AfterEach
    void close() {
        wired.close();
    }

    /** Each vector says what it is of; each item takes ten tokens. */
    private static ObjectNode answer(String body) {
        ObjectNode question = Objects.requireNonNull(Json.object(body.getBytes(StandardCharsets.UTF_8)));
        ObjectNode answer = Json.object().put("object", "list").put("model", "m");
        ArrayNode data = answer.putArray("data");
        JsonNode input = question.path("input");
        boolean several = input.isArray() && !input.path(0).isNumber();
        for (int i = (several ? input.size() : 1) - 1; i >= 0; i--) {
            data.addObject()
                    .put("object", "embedding")
                    .put("index", i)
                    .put("embedding", (several ? input.get(i) : input).toString());
        }
        answer.putObject("usage").put("prompt_tokens", 10 * data.size()).put("total_tokens", 10 * data.size());
        return answer;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"A\", \"B\"] | [\"A\", \"B\", \"Z\"] | [\"Z\"]",
                "[\"A\", \"B\"] | [\"Z\", \"B\", \"Y\", \"A\", \"Z\"] | [\"Z\",\"Y\"]",
                "\"A\" | [\"B\", \"A\"] | [\"B\"]",
                "[[1, 2], [3]] | [[3], [4], [1, 2]] | [[4]]"
            })
    void post_ofMoreItems_asksForTheNewOnesAlone(String first, String second, String asked) throws Exception {
        wired.ask(PATH, "{\"model\": \"m\", \"encoding_format\": \"base64\", \"input\": " + first + "}");
        HttpResponse<String> more =
                wired.ask(PATH, "{\"model\": \"m\", \"encoding_format\": \"base64\", \"input\": " + second + "}");
        assertEquals(200, more.statusCode());
        assertEquals(2, wired.asked.size());
        assertEquals(Json.read(asked), Json.read(wired.asked.get(1)).path("input"));
        JsonNode answer = Json.read(more.body());
        JsonNode items = Json.read(second);
        assertEquals(items.size(), answer.path("data").size());
        for (int i = 0; i < items.size(); i++) {
            assertEquals(i, answer.path("data").path(i).path("index").asInt());
            assertEquals(
                    items.get(i).toString(),
                    answer.path("data").path(i).path("embedding").asText());
        }
        assertEquals(
                10 * items.size(), answer.path("usage").path("prompt_tokens").asInt());
        assertEquals("m", answer.path("model").asText());

        HttpResponse<String> again =
                wired.ask(PATH, "{\"model\": \"m\", \"encoding_format\": \"base64\", \"input\": " + second + "}");
        assertEquals("refrain; hit", Wired.status(again));
        assertEquals(more.body(), again.body());
        assertEquals(2, wired.asked.size());
    }

    @Test
    void post_ofOtherParameters_sharesNoItem() {
        wired.ask(PATH, "{\"model\": \"m\", \"input\": [\"A\", \"B\"]}");
        wired.ask(PATH, "{\"model\": \"m\", \"dimensions\": 3, \"input\": [\"A\", \"B\"]}");
        assertEquals(2, wired.asked.size());
    }

    @Test
    void post_thatFails_isPassedBackAndWhatThereWasStays() {
        wired.ask(PATH, "{\"input\": [\"A\", \"B\"]}");
        wired.answer = request -> request.response().setStatusCode(429).end("{\"error\":{}}");
        HttpResponse<String> failed = wired.ask(PATH, "{\"input\": [\"A\", \"C\"]}");
        assertEquals(429, failed.statusCode());
        assertEquals("{\"error\":{}}", failed.body());
        assertEquals("refrain; hit", Wired.status(wired.ask(PATH, "{\"input\": [\"B\", \"A\"]}")));
    }
}
