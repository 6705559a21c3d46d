package io.refrain.packaged;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the service has answered outlives it. */
class RestartIT {
    private static final String V1 = "/v1/chat/completions";
    private static final String QUESTION = "{\"prompt\": \"Tell me a joke\"}";

    @RegisterExtension
    static final WireMockExtension OPENAI = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @TempDir
    Path directory;

    @BeforeEach
    void standIn() {
        OPENAI.stubFor(
                post(urlPathEqualTo("/v1/chat/completions"))
                        .withHeader("Authorization", equalTo("Bearer not-a-real-key"))
                        .willReturn(
                                okJson(
                                        """
                        {"id": "chatcmpl-1", "object": "chat.completion", "created": 1763856000, "model": "stand-in-1",
                         "system_fingerprint": "fp_1",
                         "choices": [{"index": 0, "finish_reason": "stop", "logprobs": null,
                                      "message": {"role": "assistant", "content": "A cache walks into a bar."}}],
                         "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}}
                        """)));
    }

    @Test
    void chat_askedAgainAfterARestart_isAnsweredFromTheFile() throws Exception {
        HttpResponse<String> first;
        try (PackagedService service = start()) {
            first = service.postJson("/chat", QUESTION);
            assertEquals(200, first.statusCode(), first.body());
            assertTrue(first.body().contains("A cache walks into a bar."), first.body());
            assertTrue(cacheStatus(first).startsWith("refrain; fwd=miss; stored; key="), cacheStatus(first));
        }
        try (PackagedService service = start()) {
            HttpResponse<String> second = service.postJson("/chat", QUESTION);
            assertEquals(first.body(), second.body());
            assertTrue(cacheStatus(second).startsWith("refrain; hit; key="), cacheStatus(second));
            assertEquals(200, service.get("/q/health/ready").statusCode());
        }
        OPENAI.verify(exactly(1), postRequestedFor(urlPathEqualTo("/v1/chat/completions")));
    }

    @Test
    void v1_askedAgainAfterARestart_isAnsweredFromTheFileInEitherForm() throws Exception {
        String events =
                """
                data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"A cache walks "},"finish_reason":null}]}

                data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"into a bar."},"finish_reason":"stop"}]}

                data: [DONE]

                """;
        OPENAI.stubFor(post(urlPathEqualTo(V1))
                .withRequestBody(containing("streamed"))
                .willReturn(ok(events).withHeader("Content-Type", "text/event-stream")));
        String whole = "{\"messages\": [{\"role\": \"user\", \"content\": \"whole\"}]}";
        String streamed = "{\"stream\": true, \"messages\": [{\"role\": \"user\", \"content\": \"streamed\"}]}";
        HttpResponse<String> first;
        try (PackagedService service = start()) {
            first = v1(service, whole);
            assertTrue(cacheStatus(first).startsWith("refrain; fwd=miss; stored; key="), cacheStatus(first));
            assertEquals(events, v1(service, streamed).body());
        }
        try (PackagedService service = start()) {
            for (String question : new String[] {whole, streamed}) {
                HttpResponse<String> same = v1(service, question);
                assertTrue(cacheStatus(same).startsWith("refrain; hit; key="), cacheStatus(same));
                assertEquals(question.equals(whole) ? first.body() : events, same.body());
            }
            HttpResponse<String> other = v1(service, streamed.replace("true", "false"));
            assertTrue(cacheStatus(other).startsWith("refrain; hit; key="), cacheStatus(other));
            assertTrue(other.body().contains("\"A cache walks into a bar.\""), other.body());
            other = v1(service, whole.replace("{\"messages", "{\"stream\": true, \"messages"));
            assertTrue(cacheStatus(other).startsWith("refrain; hit; key="), cacheStatus(other));
            assertTrue(other.body().endsWith("data: [DONE]\n\n"), other.body());
            assertEquals(List.of(), service.troubles());
        }
        OPENAI.verify(exactly(2), postRequestedFor(urlPathEqualTo(V1)));
    }

    private static HttpResponse<String> v1(PackagedService service, String question) throws Exception {
        return service.send(service.request(V1)
                .header("Authorization", "Bearer not-a-real-key")
                .POST(BodyPublishers.ofString(question)));
    }

    private PackagedService start() throws Exception {
        return PackagedService.start(
                directory,
                Map.of(
                        "REFRAIN_CHAT_PROVIDER", "openai",
                        "REFRAIN_CHAT_BASE_URL", OPENAI.baseUrl() + "/v1",
                        "REFRAIN_CHAT_API_KEY", "not-a-real-key",
                        "REFRAIN_CHAT_MODEL", "stand-in-1"));
    }

    private static String cacheStatus(HttpResponse<String> response) {
        return response.headers().firstValue("Cache-Status").orElse("none");
    }
}
