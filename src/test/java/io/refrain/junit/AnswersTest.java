package io.refrain.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What a test suite with recorded answers does: each fixture here is one. */
class AnswersTest {
    private static final Path RECORDED = Path.of("target", "answers-test", "recorded.jsonl");
    private static final String KEY = "sk-abcdefghijklmnopqrstuvwxyz";

    private final List<String> told = new ArrayList<>();
    private final Logger logger = Logger.getLogger(Answers.class.getName());
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord line) {
            told.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void begin() throws IOException {
        Files.deleteIfExists(RECORDED);
        logger.addHandler(listening);
    }

    @AfterEach
    void end() {
        logger.removeHandler(listening);
        System.clearProperty("refrain.answers");
        System.clearProperty("refrain.answers.upstream");
    }

    private static EngineExecutionResults run(Class<?> fixture) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(fixture))
                .execute();
    }

    private static String failure(EngineExecutionResults results) {
        return results.allEvents().failed().stream()
                .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
                .flatMap(result -> result.getThrowable().stream())
                .map(Throwable::toString)
                .reduce("", (one, other) -> one + other);
    }

    @Answers(value = "answers.jsonl", model = "stand-in-1")
    static class Recorded {
        @Test
        void isAnswered(ChatModel model) {
            ChatResponse joke = model.chat(ChatRequest.builder()
                    .messages(UserMessage.from("Tell me a joke"))
                    .temperature(0.5)
                    .build());
            assertEquals("A cache walks into a bar. Again.", joke.aiMessage().text());
            assertEquals(12, joke.tokenUsage().totalTokenCount());
        }
    }

    @Test
    void test_thatAsksWhatIsRecorded_passes() {
        run(Recorded.class).testEvents().assertStatistics(all -> all.succeeded(1)
                .failed(0));
    }

    @Test
    void class_thatDoesNotAskForAll_tellsWhatWasNotAskedFor() {
        run(Recorded.class);
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).startsWith("2 recordings of "), told.get(0));
        assertTrue(told.get(0).contains("line 2: ") && told.get(0).contains("Slow down"), told.get(0));
    }

    @Answers(value = "answers.jsonl", model = "stand-in-1")
    static class Missing {
        @Test
        void asks(ChatModel model) {
            model.chat(ChatRequest.builder()
                    .messages(UserMessage.from("Tell me a joke"))
                    .temperature(0.25)
                    .build());
        }

        @Test
        void swallows(URI baseUrl) throws Exception {
            assertEquals(
                    404,
                    post(baseUrl, "{\"model\":\"stand-in-1\",\"messages\":[]}").statusCode());
        }

        @Test
        void asksNothing() {}
    }

    @Test
    void test_thatAsksWhatIsNotRecorded_failsWithTheNearestAndWhatDiffers() {
        EngineExecutionResults results = run(Missing.class);
        results.testEvents().assertStatistics(all -> all.succeeded(1).failed(2));
        String failure = failure(results);
        assertTrue(failure.contains("The nearest is that of line 3"), failure);
        assertTrue(failure.contains("temperature: recorded 0.5, asked 0.25"), failure);
        assertTrue(failure.contains("-Drefrain.answers=record"), failure);
    }

    static class OfAMethod {
        @Test
        @Answers("answers.jsonl")
        void asks(URI baseUrl) throws Exception {
            HttpResponse<String> answer = post(
                    baseUrl, "{\"model\":\"stand-in-1\",\"messages\":[{\"role\":\"user\",\"content\":\"Slow down\"}]}");
            assertEquals(429, answer.statusCode());
            assertTrue(answer.body().contains("rate_limit"));
        }
    }

    @Test
    void method_withItsOwnCassette_isAnsweredFromIt() {
        run(OfAMethod.class).testEvents().assertStatistics(all -> all.succeeded(1)
                .failed(0));
    }

    @Answers(value = "target/answers-test/recorded.jsonl", model = "m")
    static class Recording {
        @Test
        void asks(ChatModel model, StreamingChatModel streaming, URI baseUrl) throws Exception {
            assertEquals("one two", model.chat("whole"));
            assertEquals("one two", streamed(streaming, "parts").aiMessage().text());
            assertEquals(
                    200,
                    post(baseUrl, "{\"model\":\"m\",\"prompt\":\"" + KEY + "\"}")
                            .statusCode());
        }
    }

    @Test
    void test_inRecordMode_asksAndWritesWhatIsThenReplayed() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        HttpServer upstream = upstream(calls);
        System.setProperty("refrain.answers", "record");
        System.setProperty(
                "refrain.answers.upstream",
                "http://127.0.0.1:" + upstream.getAddress().getPort() + "/v1");
        EngineExecutionResults recording = run(Recording.class);
        upstream.stop(0);
        assertEquals("", failure(recording));
        assertEquals(3, calls.get());
        String file = Files.readString(RECORDED);
        assertEquals(3, file.lines().count(), file);
        assertFalse(file.contains(KEY), file);

        System.clearProperty("refrain.answers");
        run(Recording.class).testEvents().assertStatistics(all -> all.succeeded(1)
                .failed(0));
        assertEquals(3, calls.get());
        assertEquals(file, Files.readString(RECORDED));
    }

    @Answers(value = "answers-forms.jsonl", model = "m")
    static class OtherForm {
        @Test
        void asks(ChatModel model, StreamingChatModel streaming, URI baseUrl) throws Exception {
            ChatResponse whole = model.chat(UserMessage.from("recorded as a stream"));
            assertEquals("one two", whole.aiMessage().text());
            assertEquals(3, whole.tokenUsage().totalTokenCount());
            ChatResponse streamed = streamed(streaming, "recorded whole");
            assertEquals("three four", streamed.aiMessage().text());
            assertEquals(7, streamed.tokenUsage().totalTokenCount());
            HttpResponse<String> events =
                    post(baseUrl, body("recorded whole").replace("{\"model", "{\"stream\":true,\"model"));
            assertEquals(
                    "text/event-stream",
                    events.headers().firstValue("content-type").orElse(""));
            assertTrue(events.body().endsWith("data: [DONE]\n\n"), events.body());
            HttpResponse<String> object = post(baseUrl, body("recorded as a stream"));
            assertEquals(
                    "application/json",
                    object.headers().firstValue("content-type").orElse(""));
        }
    }

    @Test
    void test_thatAsksInTheOtherForm_isAnsweredInIt() {
        EngineExecutionResults results = run(OtherForm.class);
        assertEquals("", failure(results));
        results.testEvents().assertStatistics(all -> all.succeeded(1).failed(0));
    }

    @Answers(value = "answers-forms.jsonl", model = "m")
    static class FormThatIsNotThere {
        @Test
        void asks(URI baseUrl) throws Exception {
            assertEquals(404, post(baseUrl, body("broken off")).statusCode());
        }
    }

    @Test
    void test_thatAsksInAFormThatCannotBeMade_failsAndSaysSo() {
        String failure = failure(run(FormThatIsNotThere.class));
        assertTrue(failure.contains("cannot be given in one piece: its stream is not whole"), failure);
    }

    private static String body(String text) {
        return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    private static ChatResponse streamed(StreamingChatModel model, String question) throws Exception {
        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        model.chat(question, new StreamingChatResponseHandler() {
            @Override
            public void onCompleteResponse(ChatResponse answer) {
                end.complete(answer);
            }

            @Override
            public void onError(Throwable failure) {
                end.completeExceptionally(failure);
            }
        });
        return end.get();
    }

    @Test
    void test_withoutItsCassette_failsAndNamesIt() {
        EngineExecutionResults results = run(Recording.class);
        assertTrue(failure(results).contains("recorded.jsonl"), failure(results));
    }

    @Test
    void test_withALineThatIsBroken_failsAndNamesTheLine() throws IOException {
        Files.createDirectories(RECORDED.getParent());
        Files.writeString(RECORDED, "{\"version\":1,\"path\":\n");
        String failure = failure(run(Recording.class));
        assertTrue(failure.contains("recorded.jsonl, line 1"), failure);
    }

    @Test
    void test_inAModeThatThereIsNot_failsAndNamesThoseThereAre() {
        System.setProperty("refrain.answers", "rekord");
        String failure = failure(run(Recorded.class));
        assertTrue(failure.contains("'rekord'; set it to 'replay' or 'record'"), failure);
    }

    private static HttpServer upstream(AtomicInteger calls) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", exchange -> {
            calls.incrementAndGet();
            String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean stream = asked.replace(" ", "").contains("\"stream\":true");
            String chunk =
                    "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":%s}]}\n\n";
            byte[] answer = (stream
                            ? chunk.formatted("one ", "null") + chunk.formatted("two", "\"stop\"") + "data: [DONE]\n\n"
                            : "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"one two\"},"
                                    + "\"finish_reason\":\"stop\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", stream ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static HttpResponse<String> post(URI baseUrl, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(baseUrl + "/chat/completions"))
                                .header("authorization", "Bearer " + KEY)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }
}
