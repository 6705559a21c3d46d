package io.refrain.packaged;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer.Shutdown;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two services whose answers are in one PostgreSQL database, as behind a load balancer. */
@NeedsPostgres
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ReplicasIT {
    private static final String V1 = "/v1/chat/completions";
    private static final int CALL_MILLIS = 700;

    @RegisterExtension
    static final WireMockExtension OPENAI = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @TempDir
    private static Path directory;

    private static PostgresServer database;
    private static PackagedService[] services;

    private final ExecutorService clients = Executors.newCachedThreadPool();

    @BeforeAll
    static void start() throws Exception {
        database = PostgresServer.with("fsync=off");
        services = new PackagedService[] {service(), service()};
    }

    @AfterAll
    static void stop() throws Exception {
        for (PackagedService service : services) {
            service.close();
        }
        database.close();
    }

    private static PackagedService service() throws Exception {
        return PackagedService.start(
                directory,
                Map.of(
                        "REFRAIN_URI",
                        database.uri(),
                        "REFRAIN_POSTGRESQL_USER",
                        database.user(),
                        "REFRAIN_POSTGRESQL_PASSWORD",
                        database.password(),
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
    }

    private static void answering() {
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

    private static HttpResponse<String> chat(PackagedService service, String prompt) throws Exception {
        HttpResponse<String> response = service.postJson("/chat", "{\"prompt\": \"" + prompt + "\"}");
        assertEquals(200, response.statusCode(), response.body());
        return response;
    }

    private static HttpResponse<String> v1(PackagedService service, String prompt) throws Exception {
        HttpResponse<String> response =
                service.postJson(V1, "{\"messages\": [{\"role\": \"user\", \"content\": \"" + prompt + "\"}]}");
        assertEquals(200, response.statusCode(), response.body());
        return response;
    }

    private static String cacheStatus(HttpResponse<String> response) {
        return response.headers().firstValue("Cache-Status").orElse("none");
    }

    private static void asked(int times, String prompt) {
        OPENAI.verify(exactly(times), postRequestedFor(urlPathEqualTo(V1)).withRequestBody(containing(prompt)));
    }

    private <T> List<T> atOnce(int times, Callable<T> of, Callable<T> andOf) throws Exception {
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
    void questions_thatAreEqualAndAtOnce_areOneCall() throws Exception {
        answering();
        List<HttpResponse<String>> answers =
                atOnce(40, () -> chat(services[0], "same chat"), () -> chat(services[1], "same chat"));
        assertEquals(1, answers.stream().map(HttpResponse::body).distinct().count());
        asked(1, "same chat");

        answers = atOnce(40, () -> v1(services[0], "same v1"), () -> v1(services[1], "same v1"));
        assertEquals(1, answers.stream().map(HttpResponse::body).distinct().count());
        asked(1, "same v1");
    }

    @Test
    void questions_whileTheDatabaseIsDown_areAnsweredByReadyReplicas_andStoredAgainAfterwards() throws Exception {
        answering();
        chat(services[0], "before");
        database.stop(Shutdown.FAST);
        PackagedService late = service();
        PackagedService[] all = {services[0], services[1], late};
        for (PackagedService service : all) {
            HttpResponse<String> answer = chat(service, "meanwhile");
            assertTrue(cacheStatus(answer).startsWith("refrain; fwd=miss; key="), cacheStatus(answer));
            v1(service, "meanwhile too");
            HttpResponse<String> ready = service.get("/q/health/ready");
            assertEquals(200, ready.statusCode(), ready.body());
            assertTrue(ready.body().contains("cannot be used at the moment"), ready.body());
            assertFalse(ready.body().contains(database.password()), ready.body());
            assertFalse(service.log().contains(database.password()), "the password is in the log");
        }

        database.start();
        for (PackagedService service : all) {
            while (service.get("/q/health/ready").body().contains("cannot be used at the moment")) {
                Thread.onSpinWait();
            }
        }
        assertTrue(cacheStatus(chat(late, "before")).startsWith("refrain; hit"));
        late.close();
        // Until whose answers are whose is known again, each has its own.
        int number = 0;
        do {
            number++;
            v1(services[0], "again " + number);
        } while (!cacheStatus(v1(services[1], "again " + number)).startsWith("refrain; hit"));
        chat(services[0], "afterwards");
        assertTrue(cacheStatus(chat(services[1], "afterwards")).startsWith("refrain; hit"));
        asked(1, "afterwards");
    }

    @Test
    void service_toldToEnd_answersWhatItWasAsked() throws Exception {
        answering();
        PackagedService third = service();
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
