package io.refrain.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.internal.protocol.Json;
import io.refrain.internal.protocol.Protocol;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streamed answers: on their way, stored, and given again in either form. */
class StreamTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String WHOLE = "{\"model\": \"m\", \"tools\": [{}]}";
    private static final String EVENTS = "{\"model\": \"m\", \"tools\": [{}], \"stream\": true}";
    private static final String WITH_USAGE =
            "{\"model\": \"m\", \"tools\": [{}], \"stream\": true, \"stream_options\": {\"include_usage\": true}}";

    private final Wired wired = new Wired();

    @AfterEach
    void close() {
        wired.close();
    }

    static Stream<Arguments> protocols() {
        return Stream.of(
                Arguments.of(
                        CHAT,
                        Recorded.CHAT_EVENTS + Recorded.CHAT_USAGE + Recorded.DONE,
                        Recorded.CHAT_WHOLE,
                        WITH_USAGE),
                Arguments.of("/v1/completions", Recorded.COMPLETION_EVENTS, Recorded.COMPLETION_WHOLE, EVENTS),
                Arguments.of("/v1/responses", Recorded.RESPONSE_EVENTS, Recorded.RESPONSE_WHOLE, EVENTS),
                Arguments.of("/v1/messages", Recorded.MESSAGE_EVENTS, Recorded.MESSAGE_WHOLE, EVENTS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("protocols")
    void post_afterAStream_isAnsweredInEitherFormByOneCall(String path, String events, String whole, String streamed)
            throws Exception {
        wired.answerEvents(events);
        HttpResponse<String> miss = wired.ask(path, streamed);
        assertEquals(events, miss.body());
        assertEquals("refrain; fwd=miss", Wired.status(miss));
        HttpResponse<String> again = wired.ask(path, streamed);
        assertEquals("refrain; hit", Wired.status(again));
        assertEquals(events, again.body());
        assertEquals(
                "text/event-stream", again.headers().firstValue("Content-Type").orElse("none"));
        HttpResponse<String> other = wired.ask(path, WHOLE);
        assertEquals("refrain; hit", Wired.status(other));
        assertEquals(
                "application/json", other.headers().firstValue("Content-Type").orElse("none"));
        assertEquals(Json.read(whole), Json.read(other.body()));
        assertEquals(1, wired.asked.size());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("protocols")
    void post_afterAWholeAnswer_isAnsweredByAStreamThatMakesTheSame(
            String path, String events, String whole, String streamed) throws Exception {
        wired.answerJson(whole);
        wired.ask(path, WHOLE);
        HttpResponse<String> stream = wired.ask(path, streamed);
        assertEquals("refrain; hit", Wired.status(stream));
        assertTrue(stream.headers().firstValue("Content-Type").orElse("none").startsWith("text/event-stream"));
        Protocol protocol = Objects.requireNonNull(Endpoint.of(path)).protocol();
        StoredReply replayed =
                new StoredReply(Instant.EPOCH, true, Map.of(), stream.body().getBytes(StandardCharsets.UTF_8));
        assertEquals(Json.read(whole), normal(replayed.assembled(protocol)));
        assertEquals(whole, wired.ask(path, WHOLE).body());
        assertEquals(1, wired.asked.size());
    }

    private static JsonNode normal(@Nullable ObjectNode answer) throws Exception {
        return Json.read(String.valueOf(answer));
    }

    @Test
    void post_withAndWithoutUsage_tellsItToWhomAskedOnly() {
        wired.answerEvents(Recorded.CHAT_EVENTS + Recorded.CHAT_USAGE + Recorded.DONE);
        wired.ask(CHAT, WITH_USAGE);
        HttpResponse<String> without = wired.ask(CHAT, EVENTS);
        assertEquals("refrain; hit", Wired.status(without));
        assertEquals(Recorded.CHAT_EVENTS + Recorded.DONE, without.body());
        assertEquals(1, wired.asked.size());
    }

    @Test
    void post_withUsageAfterAStreamWithout_asksAgain() {
        wired.answerEvents(Recorded.CHAT_EVENTS + Recorded.DONE);
        wired.ask(CHAT, EVENTS);
        wired.answerEvents(Recorded.CHAT_EVENTS + Recorded.CHAT_USAGE + Recorded.DONE);
        assertEquals("refrain; fwd=request", Wired.status(wired.ask(CHAT, WITH_USAGE)));
        assertEquals(
                Recorded.CHAT_EVENTS + Recorded.DONE, wired.ask(CHAT, EVENTS).body());
        assertEquals(2, wired.asked.size());
    }

    @Test
    void post_wholeWithoutUsageInAStream_tellsNone() {
        wired.answerJson(Recorded.CHAT_WHOLE);
        wired.ask(CHAT, WHOLE);
        assertFalse(wired.ask(CHAT, EVENTS).body().contains("total_tokens"));
        assertTrue(wired.ask(CHAT, WITH_USAGE).body().contains("\"total_tokens\":7"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10_000})
    void post_ofAStreamInPieces_isPassedOnAndStored(int size) {
        byte[] bytes = (Recorded.CHAT_EVENTS.replace("\n", "\r\n") + Recorded.DONE).getBytes(StandardCharsets.UTF_8);
        wired.answer = request -> {
            var response = request.response()
                    .putHeader("Content-Type", "text/event-stream")
                    .setChunked(true);
            for (int i = 0; i < bytes.length; i += size) {
                response.write(Buffer.buffer(bytes).slice(i, Math.min(bytes.length, i + size)));
            }
            response.end();
        };
        String expected = new String(bytes, StandardCharsets.UTF_8);
        assertEquals(expected, wired.ask(CHAT, EVENTS).body());
        HttpResponse<String> hit = wired.ask(CHAT, EVENTS);
        assertEquals(expected, hit.body());
        assertEquals("refrain; hit", Wired.status(hit));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":null}]}\n\ndata: [DONE]\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n\ndata: {\"error\":{\"message\":\"x\"}}\n\ndata: [DONE]\n\n",
                "data: {\"choices\":[]}\n\ndata: [DONE]\n\n",
                "data: {broken\n\ndata: [DONE]\n\n",
                "data: [DONE]\n\n",
                ""
            })
    void post_ofAStreamThatIsNotComplete_isPassedOnAndNotStored(String events) {
        wired.answerEvents(events);
        for (int i = 1; i <= 2; i++) {
            assertEquals(events, wired.ask(CHAT, "{\"stream\": true}").body());
            assertEquals(i, wired.asked.size());
        }
    }

    /** Each piece is added to those before, and none of them copied for that: it would take minutes. */
    @ParameterizedTest
    @ValueSource(strings = {"chat", "messages"})
    @Timeout(20)
    void assemble_ofAHundredThousandPieces_takesNoLongerForThoseThatAreThere(String protocol) throws Exception {
        boolean chat = protocol.equals("chat");
        String piece = "ein Wort nach dem anderen, ";
        List<JsonNode> events = new ArrayList<>();
        if (!chat) {
            events.add(Json.read("{\"type\":\"message_start\",\"message\":{\"content\":[]}}"));
            events.add(Json.read("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"text\":\"\"}}"));
        }
        for (int i = 0; i < 100_000; i++) {
            events.add(Json.read(
                    chat
                            ? "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + piece + "\"}}]}"
                            : "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"text\":\"" + piece + "\"}}"));
        }
        ObjectNode whole = (chat ? Endpoint.CHAT_COMPLETIONS : Endpoint.MESSAGES)
                .protocol()
                .assemble(events);
        String text = Objects.requireNonNull(whole)
                .at(chat ? "/choices/0/message/content" : "/content/0/text")
                .textValue();
        assertEquals(piece.repeat(100_000), text);
    }

    @Test
    void post_ofAStreamThatBreaksOff_breaksOffAndIsNotStored() {
        wired.answer = request -> {
            request.response()
                    .putHeader("Content-Type", "text/event-stream")
                    .setChunked(true)
                    .write(Recorded.CHAT_EVENTS + Recorded.DONE)
                    .onSuccess(written -> request.connection().close());
        };
        assertThrows(CompletionException.class, () -> wired.ask(CHAT, EVENTS));
        assertThrows(CompletionException.class, () -> wired.ask(CHAT, EVENTS));
        assertEquals(2, wired.asked.size());
    }

    @Test
    void post_ofAStream_getsEachEventWhenItComes() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        wired.answer = request -> {
            var response = request.response()
                    .putHeader("Content-Type", "text/event-stream")
                    .setChunked(true);
            response.write("data: {\"first\": 1}\n\n");
            // The rest is not sent before the first event was read at the other end.
            wired.vertx
                    .executeBlocking(() -> read.await(10, TimeUnit.SECONDS))
                    .onComplete(done -> response.end("data: [DONE]\n\n"));
        };
        HttpResponse<InputStream> response =
                wired.client.send(wired.question(CHAT, "{\"stream\": true}"), BodyHandlers.ofInputStream());
        byte[] first = response.body().readNBytes("data: {\"first\": 1}\n\n".length());
        assertEquals("data: {\"first\": 1}\n\n", new String(first, StandardCharsets.UTF_8));
        assertEquals(1, read.getCount());
        read.countDown();
        assertEquals("data: [DONE]\n\n", new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void replay_atAPace_givesEachEventByItself() throws IOException {
        try (Wired paced = new Wired(Wired::paced)) {
            paced.answerEvents(Recorded.CHAT_EVENTS + Recorded.DONE);
            paced.ask(CHAT, EVENTS);
            String hit = paced.raw(
                    "POST " + CHAT + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + EVENTS.length()
                            + "\r\n\r\n" + EVENTS,
                    false);
            long chunks = hit.lines().filter(line -> line.matches("[0-9a-f]+")).count();
            // With the one that ends them.
            long events = Recorded.CHAT_EVENTS.split("\ndata: ").length;
            assertEquals(events + 1, chunks, hit);
        }
    }

    @Test
    void replay_atAPace_isTheSameBytes() throws IOException {
        try (Wired paced = new Wired(Wired::paced)) {
            paced.answerEvents(Recorded.CHAT_EVENTS + Recorded.DONE);
            paced.ask(CHAT, EVENTS);
            HttpResponse<String> hit = paced.ask(CHAT, EVENTS);
            assertEquals("refrain; hit", Wired.status(hit));
            assertEquals(Recorded.CHAT_EVENTS + Recorded.DONE, hit.body());
        }
    }
}
