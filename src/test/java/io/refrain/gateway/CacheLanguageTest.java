package io.refrain.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.internal.protocol.Json;
import io.vertx.core.http.HttpServerOptions;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request asks of the cache by {@code Cache-Control} and {@code If-None-Match}, with answers that expire after an hour and are kept for another. */
class CacheLanguageTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String CONTROL = "Cache-Control";

    private final Wired wired = new Wired(
            config -> Wired.with(config, "staleIfError", Duration.ofHours(1)), expiring(), new HttpServerOptions());

    private static Properties expiring() {
        Properties settings = new Properties();
        settings.setProperty("refrain.caches.\"gateway\".expire-after-write", "2h");
        return settings;
    }

    @AfterEach
    void close() {
        wired.close();
    }

    private void stored(String question, int minutesAgo) {
        wired.answerJson(Recorded.CHAT_WHOLE);
        assertEquals("refrain; fwd=miss; stored", Wired.status(wired.ask(CHAT, question)));
        wired.ahead.set(Duration.ofMinutes(minutesAgo));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10 | max-age=3600 | hit; ttl=",
                "10 | max-age=60 | fwd=request; stored",
                "10 | min-fresh=60 | hit; ttl=",
                "10 | min-fresh=3500 | fwd=request; stored",
                "10 | no-cache | fwd=request; stored",
                "10 | no-store | fwd=bypass",
                "10 | only-if-cached | hit; ttl=",
                "70 | | fwd=stale; stored",
                "70 | max-stale | hit; ttl=-6",
                "70 | max-stale=60 | fwd=stale; stored",
                "70 | max-stale=700 | hit; ttl=-6",
                "70 | only-if-cached, max-stale | hit; ttl=-6"
            })
    void post_ofAStoredQuestion_isAnsweredAsItAsks(int minutes, String control, String status) {
        stored("{\"tools\": [{}]}", minutes);
        HttpResponse<String> answered = control == null
                ? wired.ask(CHAT, "{\"tools\": [{}]}")
                : wired.ask(CHAT, "{\"tools\": [{}]}", CONTROL, control);
        assertEquals(200, answered.statusCode());
        assertTrue(Wired.status(answered).startsWith("refrain; " + status), Wired.status(answered));
        if (status.startsWith("hit")) {
            assertEquals(
                    minutes,
                    Integer.parseInt(answered.headers().firstValue("Age").orElseThrow()) / 60);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"only-if-cached", "only-if-cached, no-cache", "only-if-cached, max-age=60"})
    void post_thatMayNotBeAsked_isA504AndNobodyIs(String control) throws Exception {
        stored("{\"tools\": [{}]}", control.endsWith("cached") ? 70 : 10);
        HttpResponse<String> refused = wired.ask(CHAT, "{\"tools\": [{}]}", CONTROL, control);
        assertEquals(504, refused.statusCode());
        assertEquals(
                "not_cached",
                Json.read(refused.body()).path("error").path("code").asText());
        assertEquals(1, wired.asked.size());
    }

    @Test
    void post_withNoStore_storesNothingAndReplacesNothing() {
        wired.answerJson(Recorded.CHAT_WHOLE);
        for (int i = 1; i <= 2; i++) {
            wired.ask(CHAT, "{\"tools\": [{}]}", CONTROL, "no-store");
            assertEquals(i, wired.asked.size());
        }
        assertEquals("refrain; fwd=miss; stored", Wired.status(wired.ask(CHAT, "{\"tools\": [{}]}")));
        wired.answerJson("{}");
        wired.ask(CHAT, "{\"tools\": [{}]}", CONTROL, "no-store");
        assertEquals(Recorded.CHAT_WHOLE, wired.ask(CHAT, "{\"tools\": [{}]}").body());
    }

    @Test
    void post_afterTheCacheWasDestroyed_isStoredAgainForAsLong() {
        String question = "{\"tools\": [{}]}";
        stored(question, 0);
        wired.destroyCache();
        stored(question, 0);
        assertTrue(
                Wired.status(wired.ask(CHAT, question)).startsWith("refrain; hit; ttl=3"),
                Wired.status(wired.ask(CHAT, question)));
    }

    @ParameterizedTest
    @CsvSource({"429", "500", "503", "402"})
    void post_thatTheUpstreamFails_isAnsweredByWhatIsKept(int status) {
        stored("{\"tools\": [{}]}", 70);
        wired.answer = request -> request.response().setStatusCode(status).end("{\"error\": {}}");
        HttpResponse<String> kept = wired.ask(CHAT, "{\"tools\": [{}]}", CONTROL, "stale-if-error=1200");
        assertEquals(200, kept.statusCode());
        assertEquals(Recorded.CHAT_WHOLE, kept.body());
        assertTrue(
                Wired.status(kept).matches("refrain; fwd=stale; ttl=-60[0-9]; detail=stale-if-error"),
                Wired.status(kept));
        assertEquals(
                "70",
                Integer.toString(
                        Integer.parseInt(kept.headers().firstValue("Age").orElseThrow()) / 60));
        assertEquals(2, wired.asked.size());
        assertEquals(1, wired.count("kept"));
        // In the other form, too, and with a fresh answer that was not wanted.
        HttpResponse<String> events =
                wired.ask(CHAT, "{\"tools\": [{}], \"stream\": true}", CONTROL, "no-cache, stale-if-error");
        assertTrue(events.body().endsWith(Recorded.DONE), events.body());
        for (String control : new String[] {"stale-if-error=60", "max-age=0"}) {
            HttpResponse<String> failed = wired.ask(CHAT, "{\"tools\": [{}]}", CONTROL, control);
            assertEquals(status, failed.statusCode());
            assertEquals("{\"error\": {}}", failed.body());
        }
    }

    @Test
    void post_thatCannotBePut_isAnsweredByWhatIsKept() {
        stored("{\"tools\": [{}]}", 70);
        wired.answer = request -> request.connection().close();
        assertEquals(502, wired.ask(CHAT, "{\"tools\": [{}]}").statusCode());
        HttpResponse<String> kept = wired.ask(CHAT, "{\"tools\": [{}]}", CONTROL, "stale-if-error");
        assertEquals(Recorded.CHAT_WHOLE, kept.body());
        assertEquals(
                502,
                wired.ask(CHAT, "{\"other\": 1}", CONTROL, "stale-if-error").statusCode());
    }

    @ParameterizedTest
    @CsvSource({"400", "401", "404", "422"})
    void post_thatIsWrong_isToldSo(int status) {
        stored("{\"tools\": [{}]}", 70);
        wired.answer = request -> request.response().setStatusCode(status).end();
        assertEquals(
                status,
                wired.ask(CHAT, "{\"tools\": [{}]}", CONTROL, "stale-if-error").statusCode());
    }

    @Test
    void post_ofEmbeddingsThatFails_isAnsweredByWhatIsKeptOfAll() {
        wired.answerJson(
                "{\"data\": [{\"index\": 0, \"embedding\": [1]}, {\"index\": 1, \"embedding\": [2]}], \"usage\": {\"total_tokens\": 4}}");
        String both = "{\"input\": [\"a\", \"b\"]}";
        assertEquals("refrain; fwd=miss; stored", Wired.status(wired.ask("/v1/embeddings", both)));
        wired.ahead.set(Duration.ofMinutes(70));
        wired.answer = request -> request.response().setStatusCode(500).end();
        HttpResponse<String> kept = wired.ask("/v1/embeddings", both, CONTROL, "stale-if-error");
        assertEquals(200, kept.statusCode());
        assertTrue(kept.body().contains("[2]"), kept.body());
        assertEquals(
                500,
                wired.ask("/v1/embeddings", "{\"input\": [\"a\", \"c\"]}", CONTROL, "stale-if-error")
                        .statusCode());
    }

    @Test
    void post_withNoCache_joinsNobody() throws Exception {
        CompletableFuture<Void> held = new CompletableFuture<>();
        wired.answer = request -> held.thenRun(() ->
                request.response().putHeader("Content-Type", "application/json").end(Recorded.CHAT_WHOLE));
        List<CompletableFuture<HttpResponse<String>>> all = List.of(
                wired.askLater(CHAT, "{\"tools\": [{}]}"),
                wired.askLater(CHAT, "{\"tools\": [{}]}", CONTROL, "no-cache"),
                wired.askLater(CHAT, "{\"tools\": [{}]}", CONTROL, "no-cache"));
        Wired.await(() -> wired.asked.size() == 3);
        held.complete(null);
        for (CompletableFuture<HttpResponse<String>> each : all) {
            assertTrue(Wired.status(each.get(10, TimeUnit.SECONDS)).endsWith("; stored"));
        }
    }

    @Test
    void post_namingTheAnswerThatIsThere_isA412() {
        wired.answerJson(Recorded.CHAT_WHOLE);
        HttpResponse<String> miss = wired.ask(CHAT, "{\"tools\": [{}]}");
        assertEquals("refrain; fwd=miss; stored", Wired.status(miss));
        String tag = miss.headers().firstValue("ETag").orElseThrow();
        wired.ahead.set(Duration.ofMinutes(10));
        HttpResponse<String> hit = wired.ask(CHAT, "{\"tools\": [{}]}");
        assertEquals(tag, hit.headers().firstValue("ETag").orElse("none"));
        for (String named : new String[] {tag, "*", "\"x\", " + tag, "W/" + tag}) {
            HttpResponse<String> known = wired.ask(CHAT, "{\"tools\": [{}]}", "If-None-Match", named);
            assertEquals(412, known.statusCode(), named);
        }
        assertEquals(
                200,
                wired.ask(CHAT, "{\"tools\": [{}]}", "If-None-Match", "\"x\"").statusCode());
        // A stream has no name.
        HttpResponse<String> events = wired.ask(CHAT, "{\"tools\": [{}], \"stream\": true}", "If-None-Match", tag);
        assertEquals(200, events.statusCode());
        assertTrue(events.headers().firstValue("ETag").isEmpty());
        // Nor does another answer.
        wired.answerJson(Recorded.CHAT_WHOLE.replace("Hm", "Hum"));
        wired.ask(CHAT, "{\"tools\": [{}]}", CONTROL, "no-cache");
        assertEquals(
                200, wired.ask(CHAT, "{\"tools\": [{}]}", "If-None-Match", tag).statusCode());
    }
}
