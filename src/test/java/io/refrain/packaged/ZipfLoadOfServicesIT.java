package io.refrain.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.refrain.answers.ZipfQuestions;
import io.refrain.jcache.internal.store.database.postgresql.NeedsPostgres;
import io.refrain.jcache.internal.store.database.postgresql.PostgresDatabase;
import io.refrain.jcache.internal.store.database.postgresql.PostgresServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four services that are asked by {@code /chat} in a Zipf-distributed order (s = 0.99), the same in each run, and have their answers in one PostgreSQL database. */
@NeedsPostgres
@Timeout(600)
class ZipfLoadOfServicesIT {
    private static final int ASKED = Integer.getInteger("tests.zipf.questions", 2_000);
    private static final int SERVICES = 4;
    private static final int CLIENTS = 8;
    private static final String ANSWER =
            """
            {"id": "chatcmpl-1", "object": "chat.completion", "created": 1763856000, "model": "stand-in-1",
             "choices": [{"index": 0, "finish_reason": "stop", "logprobs": null,
                          "message": {"role": "assistant", "content": "An answer."}}],
             "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}}
            """;

    /** Of all that are asked, so many there are to choose from: four of five have been asked before. */
    private static final double CHOICE = 0.28;

    @TempDir
    Path directory;

    private final AtomicInteger calls = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @Test
    void chat_zipfLoadOfFourServices_asksTheModelHardlyMoreThanOnceForEachQuestion() throws Exception {
        int[] questions = ZipfQuestions.draw(ASKED, (int) (CHOICE * ASKED), 1);
        long different = Arrays.stream(questions).distinct().count();
        assertTrue(1 - (double) different / ASKED >= 0.8, "a load of so few hits: " + different);
        HttpServer model = model();
        List<PackagedService> services = new ArrayList<>();
        try (PostgresDatabase database = PostgresServer.shared().createDatabase()) {
            try {
                for (int i = 0; i < SERVICES; i++) {
                    services.add(service(database, model));
                }
                AtomicInteger next = new AtomicInteger();
                List<Future<?>> clients = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    PackagedService service = services.get(i % SERVICES);
                    clients.add(threads.submit(() -> {
                        for (int each = next.getAndIncrement(); each < ASKED; each = next.getAndIncrement()) {
                            HttpResponse<String> answer =
                                    service.postJson("/chat", "{\"prompt\": \"question " + questions[each] + "\"}");
                            assertEquals(200, answer.statusCode(), answer.body());
                            assertTrue(answer.body().contains("An answer."), answer.body());
                        }
                        return null;
                    }));
                }
                for (Future<?> each : clients) {
                    each.get();
                }
            } finally {
                for (PackagedService service : services) {
                    service.close();
                }
            }
        } finally {
            threads.shutdownNow();
            model.stop(0);
        }
        double ratio = (double) calls.get() / different;
        System.out.printf(
                "Zipf load: %d services of %d clients were asked %,d questions by /chat, %,d different ones; %,d calls of"
                        + " the model, %.3f for each (bound 1.05)%n",
                SERVICES, CLIENTS, ASKED, different, calls.get(), ratio);
        assertTrue(calls.get() >= different, "Some answers are nobody's");
        assertTrue(ratio <= 1.05, () -> "calls for each question: " + ratio);
    }

    /** Takes its time, so that equal questions meet. */
    private HttpServer model() throws Exception {
        HttpServer model = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        model.setExecutor(threads);
        model.createContext("/v1/chat/completions", exchange -> {
            calls.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        model.start();
        return model;
    }

    private PackagedService service(PostgresDatabase database, HttpServer model) throws Exception {
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
                        "http://127.0.0.1:" + model.getAddress().getPort() + "/v1",
                        "REFRAIN_CHAT_API_KEY",
                        "not-a-real-key",
                        "REFRAIN_CHAT_MODEL",
                        "stand-in-1"));
    }
}
