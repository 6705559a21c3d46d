package io.refrain.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.internal.protocol.Json;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Equal requests in flight: one call, whoever comes and goes. */
class JoiningTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String WHOLE = "{\"tools\": [{}]}";
    private static final String EVENTS = "{\"tools\": [{}], \"stream\": true}";

    private final Wired wired = new Wired();
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void close() {
        wired.close();
    }

    @Test
    void post_aThousandTimesAtOnce_isOneCall() throws Exception {
        wired.answer = request -> whenItGoes(request, () -> request.response()
                .putHeader("Content-Type", "application/json")
                .end(Recorded.CHAT_WHOLE));
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(wired.askLater(CHAT, WHOLE));
        }
        Wired.await(() -> wired.count("misses") + wired.count("collapsed") == 1_000);
        go.countDown();
        for (CompletableFuture<HttpResponse<String>> each : all) {
            assertEquals(Recorded.CHAT_WHOLE, each.get(20, TimeUnit.SECONDS).body());
        }
        assertEquals(1, wired.asked.size());
        assertEquals(999, wired.count("collapsed"));
    }

    @Test
    void post_streamedAndNot_isOneCallByWhomeverItIsBegun() throws Exception {
        for (boolean streamed : new boolean[] {true, false}) {
            String begun = (streamed ? EVENTS : WHOLE).replace("{}", "{\"a\": " + streamed + "}");
            String joined = (streamed ? WHOLE : EVENTS).replace("{}", "{\"a\": " + streamed + "}");
            CountDownLatch last = new CountDownLatch(1);
            wired.answer = request -> {
                var response = request.response()
                        .setChunked(true)
                        .putHeader("Content-Type", streamed ? "text/event-stream" : "application/json");
                String all = streamed ? Recorded.CHAT_EVENTS + Recorded.DONE : Recorded.CHAT_WHOLE;
                response.write(all.substring(0, 300));
                wired.vertx
                        .executeBlocking(() -> last.await(10, TimeUnit.SECONDS))
                        .onComplete(done -> response.end(all.substring(300)));
            };
            int before = wired.asked.size();
            int collapsed = wired.count("collapsed");
            var first = wired.askLater(CHAT, begun);
            Wired.await(() -> wired.asked.size() == before + 1);
            var same = wired.askLater(CHAT, begun);
            var other = wired.askLater(CHAT, joined);
            Wired.await(() -> wired.count("collapsed") == collapsed + 2);
            last.countDown();
            assertEquals(
                    first.get(10, TimeUnit.SECONDS).body(),
                    same.get(10, TimeUnit.SECONDS).body());
            HttpResponse<String> changed = other.get(10, TimeUnit.SECONDS);
            assertEquals("refrain; fwd=miss; collapsed", Wired.status(changed));
            if (streamed) {
                assertEquals(
                        "Grüße 🙂",
                        Json.read(changed.body())
                                .path("choices")
                                .path(0)
                                .path("message")
                                .path("content")
                                .asText());
            } else {
                assertTrue(changed.body().endsWith(Recorded.DONE), changed.body());
            }
            assertEquals(before + 1, wired.asked.size());
        }
    }

    @Test
    void join_inTheMiddleOfAStream_getsItFromTheBeginningAndGoesOnLive() throws Exception {
        wired.answer = request -> {
            var response = request.response()
                    .putHeader("Content-Type", "text/event-stream")
                    .setChunked(true);
            response.write(Recorded.CHAT_EVENTS);
            whenItGoes(request, () -> response.end(Recorded.DONE));
        };
        var first = wired.client.send(wired.question(CHAT, EVENTS), BodyHandlers.ofInputStream());
        byte[] events = Recorded.CHAT_EVENTS.getBytes(StandardCharsets.UTF_8);
        first.body().readNBytes(events.length);
        var second = wired.client.send(wired.question(CHAT, EVENTS), BodyHandlers.ofInputStream());
        assertEquals("refrain; fwd=miss; collapsed", Wired.status(second));
        assertEquals(Recorded.CHAT_EVENTS, new String(second.body().readNBytes(events.length), StandardCharsets.UTF_8));
        go.countDown();
        assertEquals(Recorded.DONE, new String(second.body().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(1, wired.asked.size());
    }

    @Test
    void leave_byTheFirst_endsNothingForTheOthers() throws Exception {
        wired.answer = request -> {
            var response = request.response()
                    .putHeader("Content-Type", "text/event-stream")
                    .setChunked(true);
            response.write(Recorded.CHAT_EVENTS);
            whenItGoes(request, () -> response.end(Recorded.DONE));
        };
        NetSocket first = raw(EVENTS);
        Wired.await(() -> wired.asked.size() == 1);
        var second = wired.askLater(CHAT, EVENTS);
        Wired.await(() -> wired.count("collapsed") == 1);
        first.close();
        go.countDown();
        assertEquals(
                Recorded.CHAT_EVENTS + Recorded.DONE,
                second.get(10, TimeUnit.SECONDS).body());
    }

    @Test
    void leave_byAll_finishesWhatIsPaidForAndStoresIt() throws Exception {
        wired.answer = request -> {
            var response = request.response()
                    .putHeader("Content-Type", "text/event-stream")
                    .setChunked(true);
            response.write(Recorded.CHAT_EVENTS);
            whenItGoes(request, () -> response.end(Recorded.DONE));
        };
        NetSocket only = raw(EVENTS);
        Wired.await(() -> wired.asked.size() == 1);
        only.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        go.countDown();
        Wired.await(() -> wired.count("stored") == 1);
        assertEquals("refrain; hit", Wired.status(wired.ask(CHAT, EVENTS)));
        assertEquals(1, wired.asked.size());
    }

    @Test
    void leave_byAll_endsTheCallWhereItIsNotToBeFinished() throws Exception {
        try (Wired leaving = new Wired(Wired::leaving)) {
            CompletableFuture<Boolean> closed = new CompletableFuture<>();
            leaving.answer = request -> {
                request.response().closeHandler(nothing -> closed.complete(true));
                request.response()
                        .putHeader("Content-Type", "text/event-stream")
                        .setChunked(true)
                        .write("data: {}\n\n");
            };
            NetSocket only = raw(leaving, EVENTS);
            Wired.await(() -> leaving.asked.size() == 1);
            only.close();
            assertTrue(closed.get(10, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leave_byAll_endsTheCallWhenItTakesTooLongOrIsTooLong(boolean late) throws Exception {
        try (Wired bounded =
                new Wired(config -> late ? Wired.with(config, "timeout", Duration.ofMillis(300)) : config)) {
            CompletableFuture<Boolean> closed = new CompletableFuture<>();
            bounded.answer = request -> {
                var response = request.response()
                        .putHeader("Content-Type", "text/event-stream")
                        .setChunked(true);
                response.closeHandler(nothing -> closed.complete(true));
                response.write("data: {}\n\n");
                if (!late) {
                    bounded.vertx.setPeriodic(1, tick -> {
                        if (!response.closed() && !response.writeQueueFull()) {
                            response.write("data: " + "y".repeat(10_000) + "\n\n");
                        }
                    });
                }
            };
            NetSocket only = raw(bounded, EVENTS);
            Wired.await(() -> bounded.asked.size() == 1);
            only.close();
            assertTrue(closed.get(10, TimeUnit.SECONDS));
            assertEquals(0, bounded.count("stored"));
        }
    }

    @Test
    void post_thatFails_failsForAllAndIsAskedAgain() throws Exception {
        wired.answer = request -> whenItGoes(request, () -> request.response()
                .setStatusCode(429)
                .putHeader("Retry-After", "3")
                .end("{\"error\":{}}"));
        var first = wired.askLater(CHAT, WHOLE);
        Wired.await(() -> wired.asked.size() == 1);
        var second = wired.askLater(CHAT, EVENTS);
        Wired.await(() -> wired.count("collapsed") == 1);
        go.countDown();
        for (var each : List.of(first, second)) {
            assertEquals(429, each.get(10, TimeUnit.SECONDS).statusCode());
            assertEquals("3", each.join().headers().firstValue("Retry-After").orElse("none"));
            assertEquals("{\"error\":{}}", each.join().body());
        }
        wired.answerJson(Recorded.CHAT_WHOLE);
        assertEquals("refrain; fwd=miss; stored", Wired.status(wired.ask(CHAT, WHOLE)));
    }

    @Test
    void read_slowlyAmongOthers_isLetGoAndTheOthersGoOn() throws Exception {
        String part = ("data: {\"x\": \"" + "y".repeat(10_000) + "\"}\n\n").repeat(4);
        int parts = 500;
        Semaphore wanted = new Semaphore(0);
        wired.answer = request -> {
            var response = request.response()
                    .putHeader("Content-Type", "text/event-stream")
                    .setChunked(true);
            response.write(part);
            sendWhenWanted(wanted, parts, () -> response.write(part), () -> response.end(Recorded.DONE));
        };
        NetSocket slow = raw(EVENTS);
        CompletableFuture<Boolean> letGo = new CompletableFuture<>();
        slow.closeHandler(nothing -> letGo.complete(true));
        Wired.await(() -> wired.asked.size() == 1);
        slow.pause();
        InputStream other = wired.client
                .send(wired.question(CHAT, EVENTS), BodyHandlers.ofInputStream())
                .body();
        // The next part comes when this one has read the last.
        for (int i = 0; i <= parts; i++) {
            assertEquals(part.length(), other.readNBytes(part.length()).length);
            wanted.release();
        }
        assertEquals(Recorded.DONE, new String(other.readAllBytes(), StandardCharsets.UTF_8));
        slow.resume();
        assertTrue(letGo.get(10, TimeUnit.SECONDS));
    }

    @Test
    void read_slowlyOfAnAnswerThatIsKept_getsAllOfIt() throws Exception {
        // Longer than a reader may be behind, and than sockets take; not longer than what is kept.
        String events = ("data: {\"x\": \"" + "y".repeat(10_000) + "\"}\n\n").repeat(2_000);
        try (Wired roomy = new Wired(config -> Wired.with(config, "maxAnswerSize", 30_000_000L))) {
            roomy.answerEvents(events + Recorded.DONE);
            InputStream slow = roomy.client
                    .send(roomy.question(CHAT, EVENTS), BodyHandlers.ofInputStream())
                    .body();
            var quick = roomy.askLater(CHAT, EVENTS);
            assertEquals(events + Recorded.DONE, quick.get(20, TimeUnit.SECONDS).body());
            assertEquals(events + Recorded.DONE, new String(slow.readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(1, roomy.asked.size());
        }
    }

    @Test
    void read_byWhomTakesNothingForAWhile_isLetGoAndTheAnswerFinished() throws Exception {
        String delta = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "y".repeat(10_000) + "\"}}]}\n\n";
        String events = delta.repeat(2_000)
                + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                + Recorded.DONE;
        try (Wired hasty = new Wired(config -> Wired.with(
                Wired.with(config, "maxAnswerSize", 30_000_000L), "readerTimeout", Duration.ofMillis(300)))) {
            hasty.answerEvents(events);
            NetSocket stuck = raw(hasty, EVENTS);
            CompletableFuture<Boolean> letGo = new CompletableFuture<>();
            stuck.closeHandler(nothing -> letGo.complete(true));
            stuck.pause();
            // Alone, it holds the upstream up, and then no longer: the answer is taken to its end.
            Wired.await(() -> hasty.count("stored") == 1);
            HttpResponse<String> hit = hasty.ask(CHAT, EVENTS);
            assertEquals("refrain; hit", Wired.status(hit));
            assertEquals(events, hit.body());
            stuck.resume();
            assertTrue(letGo.get(10, TimeUnit.SECONDS));
        }
    }

    private void sendWhenWanted(Semaphore wanted, int parts, Runnable part, Runnable end) {
        wired.vertx
                .executeBlocking(() -> wanted.tryAcquire(20, TimeUnit.SECONDS), false)
                .onComplete(asked -> {
                    if (parts == 0) {
                        end.run();
                    } else {
                        part.run();
                        sendWhenWanted(wanted, parts - 1, part, end);
                    }
                });
    }

    private void whenItGoes(HttpServerRequest request, Runnable then) {
        var context = wired.vertx.getOrCreateContext();
        wired.vertx
                .executeBlocking(() -> go.await(20, TimeUnit.SECONDS), false)
                .onComplete(done -> context.runOnContext(nothing -> then.run()));
    }

    private NetSocket raw(String body) throws Exception {
        return raw(wired, body);
    }

    /** A caller that can go at any moment. */
    private static NetSocket raw(Wired wired, String body) throws Exception {
        NetSocket socket = wired.vertx
                .createNetClient()
                .connect(wired.port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        socket.write("POST " + CHAT + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        return socket;
    }
}
