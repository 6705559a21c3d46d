package io.refrain.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.internal.protocol.Json;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers that are not as they should be: an error in the API's shape, or passed on untouched; nothing is stored. */
class BadInputTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String HEAD = "POST " + CHAT + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
    private static final String ANSWER =
            "{\"choices\": [{\"index\": 0, \"finish_reason\": \"stop\", \"message\": {\"content\": \"Hi\"}}]}";

    private final Wired wired = new Wired();

    @AfterEach
    void close() {
        wired.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": \"\u00ff\"}",
                "{\"a\": \"\u00c0\u0080\"}",
                "{\"a\": \"\u00ed\u00a0\u0080\"}",
                "\u00ff\u00fe{\u0000}\u0000",
                "{\"a\": 1",
                "{\"a\": NaN}",
                "{'a': 1}",
                "\u0000"
            })
    void post_ofBytesThatAreNoJson_isPassedOnByteForByteAndNotStored(String bytes) throws Exception {
        byte[] body = bytes.getBytes(StandardCharsets.ISO_8859_1);
        wired.answerJson(ANSWER);
        for (int i = 1; i <= 2; i++) {
            HttpResponse<String> passed = wired.client.send(
                    wired.to(CHAT).POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
            assertEquals(200, passed.statusCode());
            assertEquals("refrain; fwd=bypass", Wired.status(passed));
            assertArrayEquals(body, wired.bodies.get(i - 1).getBytes());
            assertEquals(i, wired.asked.size());
        }
    }

    @Test
    void post_inChunksOfTooLongABody_isRefusedAndNobodyAsked() throws Exception {
        String chunk = "f4240\r\n" + "x".repeat(1_000_000) + "\r\n";
        String refused = wired.raw(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + "0\r\n\r\n", false);
        assertTrue(refused.startsWith("HTTP/1.1 413 "), refused);
        assertTrue(refused.contains("\"code\":\"request_too_large\""), refused);
        assertEquals(0, wired.asked.size());
    }

    @Test
    void post_thatExpectsToGoOn_isToldTo() throws Exception {
        wired.answerJson(ANSWER);
        String answered = wired.raw(HEAD + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}", false);
        assertTrue(answered.startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"), answered);
        assertFalse(wired.requests.get(0).headers().contains("Expect"));
    }

    @Test
    void post_thatExpectsToGoOnWithTooLongABody_isRefusedAtOnce() throws Exception {
        String refused = wired.raw(HEAD + "Expect: 100-continue\r\nContent-Length: 2000000\r\n\r\n", false);
        assertTrue(refused.startsWith("HTTP/1.1 413 "), refused);
    }

    @Test
    void post_elsewhereThatExpectsToGoOn_isToldTo() throws Exception {
        wired.answerJson("{}");
        String answered = wired.raw(
                "POST /v1/files HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nbody",
                false);
        assertTrue(answered.startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"), answered);
        assertEquals("body", wired.asked.get(0));
    }

    @Test
    void post_thatEndsInTheMiddleOfItsBody_asksNobody() throws Exception {
        for (String half :
                new String[] {"Content-Length: 9\r\n\r\n{}", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"}) {
            String answered = wired.raw(HEAD + half, true);
            assertFalse(answered.contains(" 50"), answered);
        }
        assertEquals(0, wired.asked.size());
        wired.answerJson(ANSWER);
        assertEquals("refrain; fwd=miss; stored", Wired.status(wired.ask(CHAT, "{}")));
    }

    @Test
    void post_byWhomSendsNothingMore_isAnsweredOrFinishedButNoFailure() throws Exception {
        wired.answerJson(ANSWER);
        String answered = wired.raw(HEAD + "Content-Length: 2\r\n\r\n{}", true);
        assertTrue(answered.isEmpty() || answered.startsWith("HTTP/1.1 200 "), answered);
        Wired.await(() -> wired.count("stored") == 1);
        assertEquals("refrain; hit", Wired.status(wired.ask(CHAT, "{}")));
    }

    @Test
    void post_answeredInGzip_isPassedBackUntouchedAndNotStored() throws Exception {
        byte[] packed = gzip(ANSWER);
        wired.answer = request -> request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Content-Encoding", "gzip")
                .end(Buffer.buffer(packed));
        for (int i = 1; i <= 2; i++) {
            HttpResponse<byte[]> answered = wired.client.send(
                    wired.question(CHAT, "{}", "Accept-Encoding", "gzip"), BodyHandlers.ofByteArray());
            assertArrayEquals(packed, answered.body());
            assertEquals(
                    "gzip", answered.headers().firstValue("Content-Encoding").orElse("none"));
            assertEquals("refrain; fwd=miss", Wired.status(answered));
            assertEquals(i, wired.asked.size());
        }
        assertFalse(wired.requests.get(0).headers().contains("Accept-Encoding"));
    }

    @Test
    void post_ofAGzipBody_isPassedOnUntouchedEachTime() throws Exception {
        byte[] packed = gzip("{\"q\": 1}");
        wired.answerJson(ANSWER);
        for (int i = 1; i <= 2; i++) {
            var request = wired.to(CHAT)
                    .header("Content-Encoding", "gzip")
                    .POST(BodyPublishers.ofByteArray(packed))
                    .build();
            assertEquals(
                    200, wired.client.send(request, BodyHandlers.ofString()).statusCode());
            assertArrayEquals(packed, wired.bodies.get(i - 1).getBytes());
            assertEquals(i, wired.asked.size());
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void post_whoseAnswerBreaksOff_isNotTakenForWhole(boolean streamed, boolean asked) throws Exception {
        String type = streamed ? "text/event-stream" : "application/json";
        String begun = streamed ? Recorded.CHAT_EVENTS : Recorded.CHAT_WHOLE.substring(0, 100);
        wired.answer = request -> {
            request.response().setChunked(true).putHeader("Content-Type", type);
            request.response().write(begun).onSuccess(written -> request.connection()
                    .close());
        };
        String body = "{\"tools\": [{}], \"stream\": " + asked + "}";
        String answered = wired.raw(HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body, false);
        if (asked) {
            assertTrue(answered.startsWith("HTTP/1.1 200 "), answered);
            assertFalse(answered.endsWith("\r\n0\r\n\r\n"), answered);
        } else {
            assertTrue(answered.startsWith("HTTP/1.1 502 "), answered);
            assertTrue(answered.contains("\"code\":\"upstream_unreachable\""), answered);
        }
        assertEquals(0, wired.count("stored"));
    }

    @Test
    void post_answeredUpToTheEndOfTheConnection_isStored() throws Exception {
        var server = wired.vertx
                .createNetServer()
                .connectHandler(socket -> socket.handler(asked -> socket.write(
                                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
                                        + ANSWER)
                        .onComplete(written -> socket.close())));
        int port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        try (Wired behind = new Wired("http://127.0.0.1:" + port + "/v1")) {
            HttpResponse<String> first = behind.ask(CHAT, "{}");
            assertEquals(ANSWER, first.body());
            assertEquals("refrain; fwd=miss; stored", Wired.status(first));
            assertEquals("refrain; hit", Wired.status(behind.ask(CHAT, "{}")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "garbage\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}"})
    void post_answeredByWhatIsNoHttp_isA502InTheApisShape(String bytes) throws Exception {
        var server = wired.vertx
                .createNetServer()
                .connectHandler(
                        socket -> socket.handler(asked -> socket.write(bytes).onComplete(written -> socket.close())));
        int port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        try (Wired behind = new Wired("http://127.0.0.1:" + port + "/v1")) {
            for (String path : new String[] {CHAT, "/v1/files"}) {
                HttpResponse<String> failed = behind.ask(path, "{}");
                assertEquals(502, failed.statusCode(), failed.body());
                assertTrue(
                        Json.read(failed.body()).path("error").path("message").isTextual(), failed.body());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1 | /up/v1",
                "/v1/ | /up/v1/",
                "/v1?x | /up/v1?x",
                "/v1/models?a=1&b | /up/v1/models?a=1&b",
                "http://x/v1/models?a=1 | /up/v1/models?a=1",
                "/v1//a/../b | /up/v1//a/../b",
                "/v1/%zz%00?% | /up/v1/%zz%00?%",
                "/v1/a?x=\"<>^{}' | /up/v1/a?x=\"<>^{}'",
                "/v1/ü?ü | /up/v1/%FC?%FC",
                "/v1/a#b | /up/v1/a#b"
            })
    void get_ofAnyAddressBelow_isPassedOnAsItIs(String target, String expected) throws Exception {
        wired.answerJson("{}");
        String answered = wired.raw("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false);
        assertTrue(answered.startsWith("HTTP/1.1 200 "), answered);
        assertEquals(expected, wired.requests.get(0).uri());
    }

    @Test
    void post_ofRandomBytes_isNeverAFailureOfOurs() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String sound =
                "{\"model\": \"m\", \"stream\": true, \"messages\": [{\"content\": \"Gr\u00c3\u00bc\u00c3\u009fe \\ud83d\\ude42\"}], \"n\": 1e2}";
        wired.answerJson("{}");
        for (int i = 0; i < 2_000; i++) {
            StringBuilder body = new StringBuilder(sound);
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(body.length());
                switch (random.nextInt(3)) {
                    case 0 -> body.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> body.deleteCharAt(at);
                    default -> body.insert(at, "{[\"\\,:1e\u00ff".charAt(random.nextInt(9)));
                }
            }
            String path = Endpoint.values()[random.nextInt(Endpoint.values().length)].path();
            HttpResponse<String> answered = wired.client.send(
                    wired.to(path)
                            .POST(BodyPublishers.ofByteArray(body.toString().getBytes(StandardCharsets.ISO_8859_1)))
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(200, answered.statusCode(), () -> "seed " + seed + ": " + body);
        }
        assertEquals(0, wired.count("stored"));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }
}
