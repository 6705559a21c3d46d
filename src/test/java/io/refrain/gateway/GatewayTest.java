package io.refrain.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.internal.protocol.Json;
import io.refrain.quarkus.GatewayConfig;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a request, by what the caller and the upstream see of it. */
class GatewayTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String ANSWER =
            """
            {"id": "chatcmpl-1",  "object": "chat.completion", "unknown": 0.50, "choices": [{"index": 0, "finish_reason": "stop",
             "message": {"role": "assistant", "content": "Hi"}}], "usage": {"total_tokens": 7}}
            """;

    private final Wired wired = new Wired();

    @AfterEach
    void close() {
        wired.close();
    }

    @Test
    void post_ofAnEqualQuestion_isAnsweredOnceByteForByte() {
        wired.answerJson(ANSWER);
        HttpResponse<String> miss = wired.ask(CHAT, "{\"model\": \"m\", \"messages\": [], \"x\": 1.0}");
        HttpResponse<String> hit = wired.ask(CHAT, "{\"x\": 1, \"messages\": [ ], \"model\": \"m\", \"user\": \"u\"}");
        assertEquals("refrain; fwd=miss; stored", Wired.status(miss));
        assertEquals("refrain; hit", Wired.status(hit));
        assertEquals(ANSWER, miss.body());
        assertEquals(ANSWER, hit.body());
        assertEquals("0", hit.headers().firstValue("Age").orElse("none"));
        assertEquals(
                "application/json", hit.headers().firstValue("Content-Type").orElse("none"));
        assertEquals(1, wired.asked.size());
        assertEquals("{\"model\": \"m\", \"messages\": [], \"x\": 1.0}", wired.asked.get(0));
        assertEquals("/up" + CHAT, wired.requests.get(0).path());
    }

    @Test
    void post_passesOnHeadersThatMatterAndNoneOfAHop() {
        wired.answer = request -> request.response()
                .putHeader("x-request-id", "r1")
                .putHeader("openai-organization", "o1")
                .putHeader("x-ratelimit-remaining", "5")
                .putHeader("Keep-Alive", "timeout=5")
                .putHeader("X-Hop", "1")
                .putHeader("Connection", "X-Hop")
                .putHeader("Content-Type", "application/json")
                .end(ANSWER);
        String question = "{\"q\": \"" + Wired.unique() + "\"}";
        HttpResponse<String> miss =
                wired.ask(CHAT, question, "Authorization", "Bearer k", "X-Own", "x", "Refrain-Namespace", "n");
        HttpResponse<String> hit = wired.ask(CHAT, question, "Authorization", "Bearer k", "Refrain-Namespace", "n");
        var sent = wired.requests.get(0).headers();
        assertEquals("Bearer k", sent.get("Authorization"));
        assertEquals("x", sent.get("X-Own"));
        assertFalse(sent.contains("Refrain-Namespace"));
        assertEquals("127.0.0.1:" + wired.upstreamPort, sent.get("Host"));
        assertEquals("r1", miss.headers().firstValue("x-request-id").orElse("none"));
        assertEquals("5", miss.headers().firstValue("x-ratelimit-remaining").orElse("none"));
        assertFalse(miss.headers().map().containsKey("keep-alive"));
        assertFalse(miss.headers().map().containsKey("x-hop"));
        assertEquals("refrain; hit", Wired.status(hit));
        assertEquals("r1", hit.headers().firstValue("x-request-id").orElse("none"));
        assertEquals("o1", hit.headers().firstValue("openai-organization").orElse("none"));
        assertFalse(hit.headers().map().containsKey("x-ratelimit-remaining"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 429, 500, 503})
    void post_thatTheUpstreamRefuses_isPassedBackAndNotStored(int status) {
        String error = "{\"error\": {\"message\": \"no\", \"odd\": 1.0}}";
        wired.answer = request -> request.response()
                .setStatusCode(status)
                .putHeader("Retry-After", "7")
                .putHeader("Content-Type", "application/json; charset=x")
                .end(error);
        String question = "{\"q\": \"" + Wired.unique() + "\"}";
        for (int i = 1; i <= 2; i++) {
            HttpResponse<String> refused = wired.ask(CHAT, question);
            assertEquals(status, refused.statusCode());
            assertEquals(error, refused.body());
            assertEquals("7", refused.headers().firstValue("Retry-After").orElse("none"));
            assertEquals(i, wired.asked.size());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | {\"choices\": []}",
                "{} | {\"choices\": [{\"finish_reason\": \"length\", \"message\": {\"content\": \"a\"}}]}",
                "{} | {\"choices\": [{\"finish_reason\": \"content_filter\", \"message\": {\"content\": \"a\"}}]}",
                "{} | {\"choices\": [{\"finish_reason\": null, \"message\": {\"content\": \"a\"}}]}",
                "{} | {\"choices\": [{\"finish_reason\": \"stop\", \"message\": {\"content\": \" \"}}]}",
                "{} | {\"choices\": [{\"finish_reason\": \"stop\", \"message\": {\"content\": \"a\"}}], \"error\": {}}",
                "{} | {\"choices\": [{\"finish_reason\": \"stop\", \"message\": {\"content\": \"a\"}}]} x",
                "{} | {\"a\": 1, \"a\": 2, \"choices\": [{\"finish_reason\": \"stop\", \"message\": {\"content\": \"a\"}}]}",
                "{} | {\"choices\": [{\"finish_reason\": \"tool_calls\", \"message\": {\"tool_calls\": [{}]}}]}",
                "{} | <html>"
            })
    void post_answeredByWhatIsNotComplete_isNotStored(String question, String answer) {
        wired.answerJson(answer);
        assertEquals("refrain; fwd=miss", Wired.status(wired.ask(CHAT, question)));
        HttpResponse<String> again = wired.ask(CHAT, question);
        assertEquals(answer, again.body());
        assertEquals("refrain; fwd=miss", Wired.status(again));
        assertEquals(2, wired.asked.size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"max_tokens\": 1} | {\"choices\": [{\"finish_reason\": \"length\", \"message\": {\"content\": \"a\"}}]}",
                "{\"tools\": [{}]} | {\"choices\": [{\"finish_reason\": \"tool_calls\", \"message\": {\"tool_calls\": [{}]}}]}",
                "{} | {\"choices\": [{\"finish_reason\": \"stop\", \"message\": {\"content\": null, \"refusal\": \"no\"}}]}"
            })
    void post_answeredCompletely_isStored(String question, String answer) {
        wired.answerJson(answer);
        wired.ask(CHAT, question);
        assertEquals("refrain; hit", Wired.status(wired.ask(CHAT, question)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "[1]",
                "{\"a\": 1, \"a\": 1}",
                "{\"a\": \"\\ud800\"}",
                "{} {}",
                "",
                "{\"stream\": \"yes\"}"
            })
    void post_ofWhatCannotBeNamed_isPassedOnAndNotStored(String body) {
        wired.answerJson(ANSWER);
        for (int i = 1; i <= 2; i++) {
            HttpResponse<String> passed = wired.ask(CHAT, body);
            assertEquals(200, passed.statusCode());
            assertEquals("refrain; fwd=bypass", Wired.status(passed));
            assertEquals(i, wired.asked.size());
            assertEquals(body, wired.asked.get(i - 1));
        }
    }

    @Test
    void any_otherPathOrMethod_isPassedOnAsItIs() throws Exception {
        wired.answer = request -> request.response()
                .setStatusCode(201)
                .putHeader("X-Method", request.method().name() + " " + request.uri())
                .end("made");
        for (String method : new String[] {"GET", "PUT", "DELETE", "POST", "PATCH"}) {
            HttpResponse<String> passed = wired.client.send(
                    wired.to("/v1/files/a%20b?x=%2F&y")
                            .method(method, BodyPublishers.ofString(method.equals("GET") ? "" : "body"))
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(201, passed.statusCode());
            assertEquals(
                    method + " /up/v1/files/a%20b?x=%2F&y",
                    passed.headers().firstValue("X-Method").orElse("none"));
            assertEquals("made", passed.body());
            assertEquals("none", Wired.status(passed));
        }
        assertEquals("body", wired.asked.get(1));
        HttpResponse<String> get = wired.client.send(wired.to(CHAT).GET().build(), BodyHandlers.ofString());
        assertEquals("GET /up" + CHAT, get.headers().firstValue("X-Method").orElse("none"));
    }

    @Test
    void post_ofAGzipBody_isPassedOnUntouched() throws Exception {
        byte[] body = {31, -117, 8, 0, 1, 2, 3};
        var request = wired.to(CHAT)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        wired.answerJson(ANSWER);
        assertEquals(200, wired.client.send(request, BodyHandlers.ofString()).statusCode());
        assertEquals("gzip", wired.requests.get(0).headers().get("Content-Encoding"));
    }

    @Test
    void post_ofTooLongABody_isRefusedInTheApisShape() throws Exception {
        String body = "{\"a\": \"" + "x".repeat(1_000_000) + "\"}";
        HttpResponse<String> refused = wired.ask(CHAT, body);
        assertEquals(413, refused.statusCode());
        assertTrue(Json.read(refused.body()).path("error").path("message").isTextual(), refused.body());
        assertEquals(0, wired.asked.size());
    }

    @Test
    void post_withoutAnUpstreamThatAnswers_isA502InTheApisShape() throws Exception {
        wired.answer = request -> request.connection().close();
        HttpResponse<String> failed = wired.ask(CHAT, "{}");
        assertEquals(502, failed.statusCode());
        assertEquals(
                "server_error",
                Json.read(failed.body()).path("error").path("type").asText());
        wired.answerJson(ANSWER);
        assertEquals("refrain; fwd=miss; stored", Wired.status(wired.ask(CHAT, "{}")));
    }

    @Test
    void post_byFiftyCallers_hitsNoneOfAnother() {
        Set<String> answers = new HashSet<>();
        wired.answer = request -> request.response()
                .putHeader("Content-Type", "application/json")
                .end(ANSWER.replace("Hi", request.getHeader("Authorization")));
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 50; i++) {
                HttpResponse<String> response = wired.ask(CHAT, "{}", "Authorization", "Bearer " + i);
                assertTrue(response.body().contains("Bearer " + i + "\""), response.body());
                assertEquals(round == 0 ? "refrain; fwd=miss; stored" : "refrain; hit", Wired.status(response));
                answers.add(response.body());
            }
        }
        assertEquals(50, answers.size());
        assertEquals(50, wired.asked.size());
    }

    @Test
    void post_whereAllShare_isAnsweredByWhatAnotherAsked() {
        try (Wired shared = new Wired(config -> Wired.with(config, "scope", GatewayConfig.Sharing.SHARED))) {
            shared.answer = request -> request.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("openai-organization", "that of the first")
                    .putHeader("openai-version", "v")
                    .end(ANSWER);
            shared.ask(CHAT, "{}", "Authorization", "Bearer a");
            HttpResponse<String> hit = shared.ask(CHAT, "{}", "Authorization", "Bearer b");
            assertEquals("refrain; hit", Wired.status(hit));
            assertEquals("v", hit.headers().firstValue("openai-version").orElse("none"));
            assertFalse(hit.headers().map().containsKey("openai-organization"));
        }
    }

    @Test
    void post_ofMessages_goesToAnUpstreamOfItsOwn() {
        wired.answerJson("{}");
        try (Wired other = new Wired(
                "http://127.0.0.1:" + wired.upstreamPort + "/openai/v1",
                "http://127.0.0.1:" + wired.upstreamPort + "/anthropic/v1")) {
            for (String path : new String[] {"/v1/messages", "/v1/messages/count_tokens", "/v1/messagesx", CHAT}) {
                other.ask(path, "{}");
            }
        }
        assertEquals(
                List.of(
                        "/anthropic/v1/messages",
                        "/anthropic/v1/messages/count_tokens",
                        "/openai/v1/messagesx",
                        "/openai" + CHAT),
                wired.requests.stream().map(request -> request.path()).toList());
    }

    @Test
    void post_elsewhereOfManyBytes_goesThroughBothWays() throws Exception {
        byte[] many = new byte[20_000_000];
        new Random(1).nextBytes(many);
        wired.answer = request -> request.response().end(wired.bodies.get(0));
        HttpResponse<byte[]> back = wired.client.send(
                wired.to("/v1/files").POST(BodyPublishers.ofByteArray(many)).build(), BodyHandlers.ofByteArray());
        assertArrayEquals(many, back.body());
    }

    @Test
    void post_ofManyModels_countsTheFirstFiftyByName() {
        wired.answerJson(ANSWER);
        for (int i = 0; i < 60; i++) {
            wired.ask(CHAT, "{\"model\": \"m" + i + "\"}");
            wired.ask(CHAT, "{\"model\": \"m" + i + "\"}");
        }
        assertEquals(51, wired.registry.find("refrain.gateway.hits").counters().size());
        assertEquals(
                10,
                wired.registry
                        .get("refrain.gateway.hits")
                        .tag("model", "other")
                        .counter()
                        .count());
        assertEquals(60, wired.count("hits"));
        assertEquals(60, wired.count("misses"));
        assertEquals(60, wired.count("stored"));
        assertEquals(60 * 7, wired.count("saved.tokens"));
        assertEquals(
                60,
                wired.registry.find("refrain.gateway.first.byte").timers().stream()
                        .mapToLong(each -> each.count())
                        .sum());
    }

    @Test
    void post_inAnotherNamespaceOrSample_isAnotherQuestion() {
        wired.answerJson(ANSWER);
        String[][] headers = {{}, {"Refrain-Namespace", "a"}, {"Refrain-Namespace", "b"}, {"Refrain-Sample", "2"}};
        for (int round = 0; round < 2; round++) {
            for (String[] each : headers) {
                assertEquals(
                        round == 0 ? "refrain; fwd=miss; stored" : "refrain; hit",
                        Wired.status(wired.ask(CHAT, "{}", each)));
            }
        }
        assertEquals("refrain; hit", Wired.status(wired.ask(CHAT, "{}", "Refrain-Sample", "1")));
        assertEquals(400, wired.ask(CHAT, "{}", "Refrain-Sample", "x").statusCode());
    }

    @Test
    void post_withCacheControl_doesWhatItSays() {
        wired.answerJson(ANSWER);
        assertEquals(
                504, wired.ask(CHAT, "{}", "Cache-Control", "only-if-cached").statusCode());
        assertEquals("refrain; fwd=bypass", Wired.status(wired.ask(CHAT, "{}", "Cache-Control", "no-store")));
        assertEquals("refrain; fwd=miss; stored", Wired.status(wired.ask(CHAT, "{}")));
        assertEquals("refrain; hit", Wired.status(wired.ask(CHAT, "{}", "Cache-Control", "only-if-cached")));
        assertEquals("refrain; fwd=request; stored", Wired.status(wired.ask(CHAT, "{}", "Cache-Control", "no-cache")));
        HttpResponse<String> hit = wired.ask(CHAT, "{}", "Cache-Control", "max-age=60");
        assertEquals("refrain; hit", Wired.status(hit));
        String tag = hit.headers().firstValue("ETag").orElseThrow();
        assertEquals(412, wired.ask(CHAT, "{}", "If-None-Match", tag).statusCode());
    }
}
