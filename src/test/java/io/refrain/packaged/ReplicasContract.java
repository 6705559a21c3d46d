package io.refrain.packaged;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What holds for two services that have their answers together, wherever those are. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
abstract class ReplicasContract {
    static final String V1 = "/v1/chat/completions";
    private static final int CALL_MILLIS = 700;

    @RegisterExtension
    static final WireMockExtension OPENAI = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @TempDir
    static Path directory;

    /** The two. */
    static PackagedService[] services = {};

    private final ExecutorService clients = Executors.newCachedThreadPool();

    /** A third one. */
    abstract PackagedService another() throws Exception;

    static void close() throws Exception {
        for (PackagedService service : services) {
            service.close();
        }
    }

    /** One in front of the stand-in for OpenAI, with settings of its own. */
    static PackagedService service(Path application, Map<String, String> settings) throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of(
                "REFRAIN_CHAT_PROVIDER",
                "openai",
                "REFRAIN_CHAT_BASE_URL",
                OPENAI.baseUrl() + "/v1",
                "REFRAIN_CHAT_API_KEY",
                "not-a-real-key",
                "REFRAIN_CHAT_MODEL",
                "stand-in-1",
                "QUARKUS_SHUTDOWN_TIMEOUT",
                "60s"));
        environment.putAll(settings);
        return PackagedService.start(application, directory, environment);
    }

    static void answering() {
        OPENAI.stubFor(post(urlPathEqualTo(V1))
                .willReturn(okJson(
                                """
                        {"id": "chatcmpl-1", "object": "chat.completion", "created": 1763856000, "model": "stand-in-1",
                         "choices": [{"index": 0, "finish_reason": "stop", "logprobs": null,
                                      "message": {"role": "assistant", "content": "A cache walks into a bar."}}],
                         "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}}
                        """)
                        .withFixedDelay(CALL_MILLIS)));
    }

    static HttpResponse<String> chat(PackagedService service, String prompt) throws Exception {
        HttpResponse<String> response = service.postJson("/chat", "{\"prompt\": \"" + prompt + "\"}");
        assertEquals(200, response.statusCode(), response.body());
        return response;
    }

    static HttpResponse<String> v1(PackagedService service, String prompt) throws Exception {
        HttpResponse<String> response =
                service.postJson(V1, "{\"messages\": [{\"role\": \"user\", \"content\": \"" + prompt + "\"}]}");
        assertEquals(200, response.statusCode(), response.body());
        return response;
    }

    static String cacheStatus(HttpResponse<String> response) {
        return response.headers().firstValue("Cache-Status").orElse("none");
    }

    static void asked(int times, String prompt) {
        OPENAI.verify(exactly(times), postRequestedFor(urlPathEqualTo(V1)).withRequestBody(containing(prompt)));
    }

    <T> List<T> atOnce(int times, Callable<T> of, Callable<T> andOf) throws Exception {
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            futures.add(clients.submit(i % 2 == 0 ? of : andOf));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get());
        }
        return results;
    }

    @Test
    void question_askedAtTheOtherReplica_isAHit() throws Exception {
        answering();
        HttpResponse<String> first = chat(services[0], "hit of chat");
        HttpResponse<String> second = chat(services[1], "hit of chat");
        assertTrue(cacheStatus(first).startsWith("refrain; fwd=miss; stored"), cacheStatus(first));
        assertTrue(cacheStatus(second).startsWith("refrain; hit"), cacheStatus(second));
        assertEquals(first.body(), second.body());
        asked(1, "hit of chat");

        first = v1(services[1], "hit of v1");
        second = v1(services[0], "hit of v1");
        assertTrue(cacheStatus(second).startsWith("refrain; hit"), cacheStatus(second));
        assertEquals(first.body(), second.body());
        asked(1, "hit of v1");
    }

    @Test
    void service_toldToEnd_answersWhatItWasAsked() throws Exception {
        answering();
        PackagedService third = another();
        Future<HttpResponse<String>> whole = clients.submit(() -> chat(third, "last words"));
        Future<HttpResponse<String>> passed = clients.submit(() -> v1(third, "very last words"));
        while (OPENAI.findAll(postRequestedFor(urlPathEqualTo(V1)).withRequestBody(containing("last words")))
                        .size()
                < 2) {
            Thread.onSpinWait();
        }
        third.close();
        assertTrue(whole.get().body().contains("A cache walks into a bar."));
        assertTrue(passed.get().body().contains("A cache walks into a bar."));
        assertTrue(cacheStatus(chat(services[0], "last words")).startsWith("refrain; hit"));
    }
}
