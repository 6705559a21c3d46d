package io.refrain.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.refrain.cassette.QuestionBody;
import io.refrain.cassette.Secrets;
import io.refrain.chat.UnaskedModel;
import io.refrain.internal.protocol.Json;
import io.refrain.llm.LanguageModel;
import io.refrain.quarkus.Mode;
import io.refrain.quarkus.Recordings;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The four modes of {@code /v1}: what the upstream sees of a request, what the cassette gets, and what the caller gets from it. */
class RecordAndReplayTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String EMBEDDINGS = "/v1/embeddings";
    private static final String WHOLE = "{\"model\": \"m\", \"tools\": [{}]}";
    private static final String EVENTS = "{\"model\": \"m\", \"tools\": [{}], \"stream\": true}";
    private static final String WITH_USAGE =
            "{\"model\": \"m\", \"tools\": [{}], \"stream\": true, \"stream_options\": {\"include_usage\": true}}";

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    Path directory;

    @SuppressWarnings("NullAway.Init") // by the method below
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("answers.jsonl");
    }

    private Recordings recordings(Mode mode) {
        QuestionBody rules = new QuestionBody(Wired.DEFAULTS.ignoredFields());
        return new Recordings(mode, Optional.of(file), rules, Secrets.UNKNOWN, Runnable::run);
    }

    /** Records what an upstream that a test sets up answers. */
    private void record(Consumer<Wired> questions) {
        Recordings recordings = recordings(Mode.RECORD);
        try (Wired wired = new Wired(config -> config, recordings)) {
            questions.accept(wired);
            awaitFile();
        }
        recordings.close();
    }

    /** Whoever gets a stream has all of it before it is recorded. */
    private void awaitFile() {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!Files.exists(file) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    /** Asks with nobody to be asked. */
    private void replay(Consumer<Wired> questions) {
        Recordings recordings = recordings(Mode.REPLAY);
        try (Wired wired = new Wired(config -> config, recordings)) {
            questions.accept(wired);
            assertEquals(List.of(), wired.asked);
        }
        recordings.close();
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
    void replay_ofAStream_answersInEitherForm(String path, String events, String whole, String streamed) {
        record(wired -> {
            wired.answerEvents(events);
            HttpResponse<String> live = wired.ask(path, streamed);
            assertEquals(events, live.body());
            assertEquals("refrain; fwd=bypass", Wired.status(live));
        });
        replay(wired -> {
            HttpResponse<String> stream = wired.ask(path, streamed);
            assertEquals("refrain; hit; detail=replay", Wired.status(stream));
            // What no client sees, comments and white space of JSON, is not recorded.
            assertEquals(
                    events.replace(": keep-alive\n\n", "").replace(" ", ""),
                    stream.body().replace(" ", ""));
            assertEquals(
                    "text/event-stream",
                    stream.headers().firstValue("Content-Type").orElse("none"));
            HttpResponse<String> other = wired.ask(path, WHOLE);
            assertEquals("refrain; hit; detail=replay", Wired.status(other));
            assertEquals(json(whole), json(other.body()));
            assertFalse(other.headers().map().containsKey("age"));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("protocols")
    void replay_ofAWholeAnswer_answersInEitherForm(String path, String events, String whole, String streamed) {
        record(wired -> {
            wired.answerJson(whole);
            assertEquals("refrain; fwd=bypass; stored", Wired.status(wired.ask(path, WHOLE)));
        });
        replay(wired -> {
            assertEquals(json(whole), json(wired.ask(path, WHOLE).body()));
            HttpResponse<String> stream = wired.ask(path, streamed);
            assertEquals("refrain; hit; detail=replay", Wired.status(stream));
            assertTrue(stream.body().contains("Gr") || stream.body().contains("One"), stream.body());
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | application/json | {\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":\"a\"}}]}",
                "200 | application/json | {\"choices\":[{\"finish_reason\":\"content_filter\",\"message\":{\"content\":\"\"}}]}",
                "429 | application/json | {\"error\":{\"message\":\"slow down\"}}",
                "500 | text/html | <h1>Oops</h1>",
                "200 | application/json | no json",
            })
    void record_ofWhatTheGateRefuses_isMarkedAndReplayed(int status, String type, String answer) throws Exception {
        record(wired -> {
            wired.answer = request -> request.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", type)
                    .putHeader("Retry-After", "7")
                    .putHeader("Date", "now")
                    .end(answer);
            wired.ask(CHAT, "{}");
        });
        assertTrue(Files.readString(file).contains("\"complete\":false"), Files.readString(file));
        replay(wired -> {
            HttpResponse<String> again = wired.ask(CHAT, "{}");
            assertEquals(status, again.statusCode());
            assertEquals(answer, again.body());
            assertEquals(type, again.headers().firstValue("Content-Type").orElse("none"));
            assertEquals("7", again.headers().firstValue("Retry-After").orElse("none"));
        });
    }

    @Test
    void record_ofAStreamThatIsCut_isReplayedAsAStreamOnly() {
        record(wired -> {
            wired.answerEvents("data: {\"choices\":[]}\n\n");
            wired.ask(CHAT, EVENTS);
        });
        replay(wired -> {
            assertEquals("data: {\"choices\":[]}\n\n", wired.ask(CHAT, EVENTS).body());
            HttpResponse<String> whole = wired.ask(CHAT, WHOLE);
            assertEquals(404, whole.statusCode());
            assertTrue(whole.body().contains("does not make a whole answer"), whole.body());
        });
    }

    @Test
    void record_ofAQuestionThatWasRecorded_asksAndReplacesTheAnswer() {
        for (String said : new String[] {"one", "two"}) {
            record(wired -> {
                wired.answerJson("{\"said\":\"" + said + "\"}");
                wired.ask(CHAT, "{}");
                wired.ask(CHAT, "{}", "Authorization", "Bearer another-caller");
                assertEquals(2, wired.asked.size());
            });
        }
        replay(wired -> assertEquals("{\"said\":\"two\"}", wired.ask(CHAT, "{}").body()));
    }

    @Test
    void record_writesNoCredentialAndNoTime() throws Exception {
        record(wired -> {
            wired.answer = request -> request.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("x-request-id", "req-1")
                    .putHeader("openai-organization", "org-1")
                    .end("{\"error\":\"key caller-secret-key is bad\"}");
            wired.ask(CHAT + "?api-key=caller-secret-2", "{}", "Authorization", "Bearer caller-secret-key");
        });
        assertEquals(
                "{\"version\":1,\"path\":\"/v1/chat/completions\",\"question\":{},\"complete\":false,"
                        + "\"answer\":{\"status\":200,\"json\":{\"error\":\"key *** is bad\"}}}\n",
                Files.readString(file));
        replay(wired -> assertEquals(
                200,
                wired.ask(CHAT + "?api-key=other", "{}", "Authorization", "Bearer k")
                        .statusCode()));
    }

    @Test
    void replay_ofAQuestionThatNobodyRecorded_namesTheNearest() {
        record(wired -> {
            wired.answerJson(Recorded.CHAT_WHOLE);
            wired.ask(CHAT, "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}");
        });
        replay(wired -> {
            HttpResponse<String> missing = wired.ask(
                    CHAT,
                    "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"Ho\"}], \"stream\": true}");
            assertEquals(404, missing.statusCode());
            var error = json(missing.body()).path("error");
            assertEquals("not_recorded", error.path("code").asText());
            assertEquals(
                    "There is no recording of this question in " + file
                            + ". The nearest is that of line 1, which differs in messages[0].content: recorded \"Hi\", asked \"Ho\"."
                            + " Nobody is asked with refrain.mode=replay; refrain.mode=record asks and records.",
                    error.path("message").asText());
        });
    }

    @Test
    void replay_ofWhatIsNeverRecorded_isRefusedAndNotPassedOn() throws Exception {
        Files.writeString(file, "");
        replay(wired -> {
            for (String body : new String[] {"no json", "{\"a\":1,\"a\":1}", "{\"stream\": 1}"}) {
                assertEquals(404, wired.ask(CHAT, body).statusCode());
            }
            assertEquals(404, wired.ask(CHAT, "{}", "Content-Encoding", "gzip").statusCode());
            assertEquals(404, wired.ask("/v1/files", "{}").statusCode());
            assertEquals(404, wired.ask(CHAT, "{}", "Cache-Control", "no-store").statusCode());
            HttpResponse<String> models = wired.client
                    .sendAsync(wired.to("/v1/models").GET().build(), BodyHandlers.ofString())
                    .join();
            assertEquals(404, models.statusCode());
            assertTrue(models.body().contains("There is no recording of GET /v1/models"), models.body());
            assertEquals(
                    404,
                    wired.client
                            .sendAsync(
                                    wired.to("/v1/files")
                                            .PUT(BodyPublishers.ofString("x".repeat(100_000)))
                                            .build(),
                                    BodyHandlers.ofString())
                            .join()
                            .statusCode());
        });
    }

    @Test
    void replay_tellsNamespacesSamplesAndVersionsApart() {
        String[][] headers = {
            {}, {"Refrain-Namespace", "a"}, {"Refrain-Sample", "2"}, {"openai-beta", "b"}, {"anthropic-version", "1"}
        };
        record(wired -> {
            for (String[] each : headers) {
                wired.answerJson("{\"said\":\"" + String.join("", each) + "\"}");
                wired.ask(CHAT, "{}", each);
            }
        });
        replay(wired -> {
            for (String[] each : headers) {
                assertEquals(
                        "{\"said\":\"" + String.join("", each) + "\"}",
                        wired.ask(CHAT, "{}", each).body());
            }
            assertEquals(404, wired.ask(CHAT, "{}", "Refrain-Sample", "3").statusCode());
        });
    }

    @Test
    void record_ofEmbeddings_isItemByItem() throws Exception {
        record(wired -> {
            wired.answer = request -> {
                var input = json(wired.asked.get(wired.asked.size() - 1)).path("input");
                StringBuilder data = new StringBuilder();
                for (int i = 0; i < input.size(); i++) {
                    data.append(i == 0 ? "" : ",")
                            .append("{\"object\":\"embedding\",\"index\":" + i + ",\"embedding\":["
                                    + input.get(i).asText().hashCode() + "]}");
                }
                request.response()
                        .putHeader("Content-Type", "application/json")
                        .end("{\"object\":\"list\",\"data\":[" + data
                                + "],\"usage\":{\"prompt_tokens\":4,\"total_tokens\":4}}");
            };
            HttpResponse<String> live = wired.ask(EMBEDDINGS, "{\"input\": [\"A\", \"B\", \"A\"]}");
            assertEquals(3, json(live.body()).path("data").size());
            assertEquals(1, wired.asked.size());
        });
        assertEquals(2, Files.readAllLines(file).size());
        replay(wired -> {
            for (String input : new String[] {"[\"B\", \"A\"]", "[\"A\"]", "\"A\"", "[\"A\", \"B\", \"A\"]"}) {
                HttpResponse<String> hit = wired.ask(EMBEDDINGS, "{\"input\": " + input + "}");
                assertEquals(200, hit.statusCode(), hit.body());
                assertTrue(hit.body().contains("[" + "A".hashCode() + "]"), hit.body());
            }
            HttpResponse<String> missing = wired.ask(EMBEDDINGS, "{\"input\": [\"A\", \"Z\"]}");
            assertEquals(404, missing.statusCode());
            assertTrue(missing.body().contains("input[1]"), missing.body());
        });
    }

    @Test
    void cache_ofWhatIsRecorded_asksNobody() {
        record(wired -> {
            wired.answerJson(Recorded.CHAT_WHOLE);
            wired.ask(CHAT, WHOLE);
        });
        try (Wired wired = new Wired(config -> config, recordings(Mode.CACHE))) {
            wired.answerJson("{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"live\"}}]}");
            for (String question : new String[] {WHOLE, EVENTS, WITH_USAGE}) {
                HttpResponse<String> hit = wired.ask(CHAT, question);
                assertEquals("refrain; hit; detail=replay", Wired.status(hit));
                assertFalse(hit.headers().map().containsKey("age"));
            }
            assertEquals(List.of(), wired.asked);
            for (String control : new String[] {"max-age=60", "no-cache", "no-store"}) {
                HttpResponse<String> live = wired.ask(CHAT, WHOLE, "Cache-Control", control);
                assertTrue(live.body().contains("live"), live.body());
            }
            assertEquals(3, wired.asked.size());
            // The first of them has put a newer answer into the cache, which goes first.
            HttpResponse<String> cached = wired.ask(CHAT, WHOLE);
            assertEquals("refrain; hit", Wired.status(cached));
            assertTrue(cached.body().contains("live"), cached.body());
        }
    }

    @Test
    void cache_ofWhatIsRecordedAsIncomplete_asks() {
        record(wired -> {
            wired.answerJson("{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":\"cut\"}}]}");
            wired.ask(CHAT, WHOLE);
        });
        try (Wired wired = new Wired(config -> config, recordings(Mode.CACHE))) {
            wired.answerJson(Recorded.CHAT_WHOLE);
            assertEquals("refrain; fwd=miss; stored", Wired.status(wired.ask(CHAT, WHOLE)));
            assertEquals("refrain; hit", Wired.status(wired.ask(CHAT, WHOLE)));
        }
    }

    @Test
    void cache_ofEmbeddingsOfWhichOneIsRecorded_asksForTheOthers() {
        String vector = "{\"object\":\"list\",\"data\":[{\"index\":0,\"embedding\":[%d]}],\"model\":\"m\","
                + "\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}";
        record(wired -> {
            wired.answerJson(vector.formatted(1));
            wired.ask(EMBEDDINGS, "{\"input\": [\"A\"]}");
        });
        try (Wired wired = new Wired(config -> config, recordings(Mode.CACHE))) {
            wired.answerJson(vector.formatted(2));
            JsonNode both =
                    json(wired.ask(EMBEDDINGS, "{\"input\": [\"A\", \"B\"]}").body());
            assertEquals(
                    "[1][2]", both.at("/data/0/embedding").toString() + both.at("/data/1/embedding"), both::toString);
            assertEquals(List.of("{\"input\":[\"B\"]}"), wired.asked);
        }
    }

    @Test
    void off_neitherLooksUpNorStores() {
        try (Wired wired = new Wired(config -> config, recordings(Mode.OFF))) {
            wired.answerJson(Recorded.CHAT_WHOLE);
            for (int i = 1; i <= 2; i++) {
                assertEquals("refrain; fwd=bypass", Wired.status(wired.ask(CHAT, WHOLE)));
                assertEquals(i, wired.asked.size());
            }
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void off_withoutAnUpstream_isAnsweredByTheDemoEachTime() {
        AtomicInteger answers = new AtomicInteger();
        LanguageModel demo = new UnaskedModel() {
            @Override
            public CompletableFuture<ChatResponse> stream(ChatRequest question, Consumer<String> parts) {
                return CompletableFuture.completedFuture(ChatResponse.builder()
                        .id("d" + answers.incrementAndGet())
                        .aiMessage(AiMessage.from("Hi"))
                        .tokenUsage(new TokenUsage(1, 1))
                        .build());
            }
        };
        try (Wired wired = new Wired(config -> config, recordings(Mode.OFF), demo)) {
            for (int i = 1; i <= 2; i++) {
                HttpResponse<String> answer = wired.ask(CHAT, WHOLE);
                assertEquals("refrain; fwd=bypass", Wired.status(answer));
                assertEquals("d" + i, json(answer.body()).path("id").asText());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"RECORD", "REPLAY"})
    void start_withABrokenCassette_isRefusedByFileAndLine(Mode mode) throws Exception {
        Files.writeString(file, "{\"version\":1\n");
        String message = String.valueOf(Assertions.assertThrows(ConfigurationException.class, () -> recordings(mode))
                .getMessage());
        assertTrue(message.startsWith("The cassette " + file + ", line 1: this is not one JSON object"), message);
    }

    @Test
    void record_writesWithoutAnEnd() throws Exception {
        Recordings recordings = recordings(Mode.RECORD);
        try (Wired wired = new Wired(config -> config, recordings)) {
            wired.answerJson(Recorded.CHAT_WHOLE);
            wired.ask(CHAT, WHOLE);
            awaitFile();
            assertEquals(1, Files.readAllLines(file).size());
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.read(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }
}
