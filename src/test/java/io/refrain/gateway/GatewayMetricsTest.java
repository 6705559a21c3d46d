package io.refrain.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpServerRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is counted of {@code /v1}. */
class GatewayMetricsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String QUESTION = "{\"model\": \"m\", \"tools\": [{}]}";

    private final Wired wired = new Wired();

    @AfterEach
    void close() {
        wired.close();
    }

    @Test
    void counters_afterAMissAndAHit_tellWhatWasSaved() {
        wired.answerJson(Recorded.CHAT_WHOLE);
        for (int i = 0; i < 3; i++) {
            wired.ask(CHAT, QUESTION);
        }
        assertEquals(1, count("misses", "m"));
        assertEquals(1, count("stored", "m"));
        assertEquals(2, count("hits", "m"));
        assertEquals(14, count("saved.tokens", "m"));
        assertEquals(0, count("refused", "m"));
        assertEquals(1, timer("first.byte", "200").count());
        Timer latency = timer("latency", "200");
        assertEquals(1, latency.count());
        assertTrue(latency.totalTime(TimeUnit.NANOSECONDS)
                >= timer("first.byte", "200").totalTime(TimeUnit.NANOSECONDS));
    }

    @Test
    void counters_afterWhatIsNotStored_tellWhy() {
        wired.answerJson("{\"choices\": []}");
        wired.ask(CHAT, QUESTION);
        assertEquals(1, count("refused", "m"));
        wired.ask(CHAT, "no json");
        wired.ask(CHAT, QUESTION, "Cache-Control", "no-store");
        assertEquals(2, count("bypassed", "other"));
        wired.answer = request -> request.response().setStatusCode(503).end();
        wired.ask(CHAT, QUESTION);
        assertEquals(1, timer("latency", "503").count());
        assertEquals(1, timer("first.byte", "503").count());
        assertEquals(0, count("stored", "m"));
        assertEquals(0, count("hits", "m"));
    }

    @Test
    void counters_afterEqualQuestionsInFlight_tellThoseThatJoined() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        List<HttpServerRequest> open = new ArrayList<>();
        wired.answer = request -> {
            open.add(request);
            asked.countDown();
        };
        CompletableFuture<HttpResponse<String>> first = wired.askLater(CHAT, QUESTION);
        assertTrue(asked.await(10, TimeUnit.SECONDS));
        CompletableFuture<HttpResponse<String>> second = wired.askLater(CHAT, QUESTION);
        while (count("collapsed", "m") == 0) {
            Thread.onSpinWait();
        }
        wired.vertx.runOnContext(nothing -> open.get(0)
                .response()
                .putHeader("Content-Type", "application/json")
                .end(Recorded.CHAT_WHOLE));
        assertEquals(Recorded.CHAT_WHOLE, first.join().body());
        assertEquals(Recorded.CHAT_WHOLE, second.join().body());
        assertEquals(1, count("collapsed", "m"));
        assertEquals(1, count("misses", "m"));
    }

    @Test
    void models_beyondFifty_areOne() {
        wired.answerJson(Recorded.CHAT_WHOLE);
        for (int i = 0; i < 60; i++) {
            wired.ask(CHAT, "{\"model\": \"m" + i + "\"}");
        }
        wired.ask(CHAT, "{\"model\": \"" + "x".repeat(200) + "\"}");
        assertEquals(1, count("misses", "m0"));
        assertEquals(11, count("misses", "other"));
        assertEquals(
                51,
                wired.registry.getMeters().stream()
                        .map(Meter::getId)
                        .filter(id -> id.getName().equals("refrain.gateway.misses"))
                        .count());
    }

    private double count(String name, String model) {
        var counter = wired.registry
                .find("refrain.gateway." + name)
                .tags("endpoint", "chat_completions", "model", model)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private Timer timer(String name, String status) {
        return wired.registry
                .get("refrain.gateway." + name)
                .tags("endpoint", "chat_completions", "model", "m", "status", status)
                .timer();
    }
}
