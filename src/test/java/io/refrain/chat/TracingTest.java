package io.refrain.chat;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.quarkus.arc.Unremovable;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The spans of calls of a model, and that there are none where nobody is called. */
@QuarkusTest
@TestProfile(TracingProfile.class)
class TracingTest {
    private static final InMemorySpanExporter SPANS = InMemorySpanExporter.create();

    private static final String ANSWER =
            """
            {"id": "c1", "model": "m-2025", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hi"}}],
             "usage": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}}
            """;

    @SuppressWarnings("NullAway.Init") // by StandInOpenAi
    WireMockServer openAi;

    /** Takes the spans in. */
    @ApplicationScoped
    static class Processors {
        @Produces
        @Singleton
        @Unremovable
        SpanProcessor spans() {
            return SimpleSpanProcessor.create(SPANS);
        }
    }

    @BeforeEach
    void forget() {
        SPANS.reset();
        openAi.resetAll();
        openAi.stubFor(post(anyUrl()).willReturn(okJson(ANSWER)));
    }

    @Test
    void post_toChat_isASpanByTheConventionsForACallAndNoneForAHit() {
        for (int i = 0; i < 2; i++) {
            given().contentType("application/json")
                    .body(
                            "{\"prompt\": \"traced\", \"model\": \"m\", \"temperature\": 0.5, \"max_tokens\": 9, \"stop\": [\"x\"], \"seed\": 7}")
                    .post("/chat")
                    .then()
                    .statusCode(200);
        }
        SpanData span = only("chat m");
        assertEquals(SpanKind.CLIENT, span.getKind());
        Map<String, Object> expected = new TreeMap<>(Map.of(
                "gen_ai.operation.name",
                "chat",
                "gen_ai.provider.name",
                "openai",
                "gen_ai.request.model",
                "m",
                "gen_ai.request.temperature",
                0.5,
                "gen_ai.request.max_tokens",
                9L,
                "gen_ai.request.seed",
                7L,
                "gen_ai.request.stop_sequences",
                List.of("x"),
                "server.address",
                "127.0.0.1",
                "server.port",
                (long) openAi.port()));
        expected.putAll(Map.of(
                "gen_ai.response.id",
                "c1",
                "gen_ai.response.model",
                "m-2025",
                "gen_ai.response.finish_reasons",
                List.of("stop"),
                "gen_ai.usage.input_tokens",
                3L,
                "gen_ai.usage.output_tokens",
                4L));
        assertEquals(expected, attributes(span));
        assertEquals("POST /chat", parent(span).getName());
    }

    @Test
    void post_toTheOpenAiApi_isASpanByTheConventionsForACallAndNoneForAHit() {
        for (int i = 0; i < 2; i++) {
            given().contentType("application/json")
                    .body(
                            "{\"model\": \"n\", \"top_p\": 1, \"n\": 2, \"max_completion_tokens\": 9, \"response_format\": {\"type\": \"json_schema\"}}")
                    .post("/v1/chat/completions")
                    .then()
                    .statusCode(200);
        }
        SpanData span = only("chat n");
        assertEquals(
                new TreeMap<>(Map.ofEntries(
                        Map.entry("gen_ai.operation.name", "chat"),
                        Map.entry("gen_ai.provider.name", "openai"),
                        Map.entry("gen_ai.request.model", "n"),
                        Map.entry("gen_ai.request.top_p", 1.0),
                        Map.entry("gen_ai.request.choice.count", 2L),
                        Map.entry("gen_ai.request.max_tokens", 9L),
                        Map.entry("gen_ai.output.type", "json"),
                        Map.entry("server.address", "127.0.0.1"),
                        Map.entry("server.port", (long) openAi.port()),
                        Map.entry("gen_ai.response.id", "c1"),
                        Map.entry("gen_ai.response.model", "m-2025"),
                        Map.entry("gen_ai.response.finish_reasons", List.of("stop")),
                        Map.entry("gen_ai.usage.input_tokens", 3L),
                        Map.entry("gen_ai.usage.output_tokens", 4L))),
                attributes(span));
        assertEquals(SpanKind.SERVER, parent(span).getKind());
    }

    @Test
    void post_thatFails_isASpanWithTheError() {
        openAi.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(429).withBody("{}")));
        given().contentType("application/json")
                .body("{\"prompt\": \"failing\", \"model\": \"f\"}")
                .post("/chat")
                .then()
                .statusCode(429);
        given().contentType("application/json")
                .body("{\"model\": \"f\"}")
                .post("/v1/completions")
                .then()
                .statusCode(429);
        for (String name : new String[] {"chat f", "text_completion f"}) {
            SpanData span = only(name);
            assertEquals(StatusCode.ERROR, span.getStatus().getStatusCode());
            assertEquals("429", span.getAttributes().get(AttributeKey.stringKey("error.type")));
        }
    }

    @Test
    void post_ofEmbeddings_isASpanOfItsOwnOperation() {
        openAi.stubFor(
                post(anyUrl())
                        .willReturn(
                                okJson(
                                        "{\"model\": \"e\", \"data\": [{\"index\": 0, \"embedding\": [1]}], \"usage\": {\"prompt_tokens\": 1}}")));
        given().contentType("application/json")
                .body("{\"model\": \"e\", \"input\": \"x\", \"dimensions\": 1, \"encoding_format\": \"float\"}")
                .post("/v1/embeddings")
                .then()
                .statusCode(200);
        Map<String, Object> attributes = attributes(only("embeddings e"));
        assertEquals(1L, attributes.get("gen_ai.embeddings.dimension.count"));
        assertEquals(List.of("float"), attributes.get("gen_ai.request.encoding_formats"));
        assertEquals(1L, attributes.get("gen_ai.usage.input_tokens"));
    }

    private static List<SpanData> calls(String name) {
        return SPANS.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private static SpanData only(String name) {
        List<SpanData> named = calls(name);
        assertEquals(1, named.size(), () -> SPANS.getFinishedSpanItems().toString());
        return named.get(0);
    }

    private static SpanData parent(SpanData span) {
        // It ends when the answer has been sent, which is after whoever asked has it.
        long end = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() < end) {
            for (SpanData each : SPANS.getFinishedSpanItems()) {
                if (each.getSpanId().equals(span.getParentSpanId())) {
                    return each;
                }
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("There is no parent of " + span + " in " + SPANS.getFinishedSpanItems());
    }

    private static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> attributes = new TreeMap<>();
        span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
        return attributes;
    }
}
