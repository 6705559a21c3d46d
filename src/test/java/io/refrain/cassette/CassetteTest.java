package io.refrain.cassette;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of recordings: what is in it, how it is read, and what is told of it. */
class CassetteTest {
    private static final QuestionBody RULES = new QuestionBody(List.of("user"));
    private static final String CHAT = "/v1/chat/completions";

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    Path directory;

    @SuppressWarnings("NullAway.Init") // by the method below
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("answers.jsonl");
    }

    @Test
    void flush_writesSortedLinesThatPeopleCanRead() throws IOException {
        Cassette cassette = recording();
        record(
                cassette,
                "/v1/responses",
                "{\"model\": \"m\", \"input\": \"Hi\"}",
                RecordedAnswer.whole(
                        429,
                        Map.of("Retry-After", "7", "Content-Type", "application/json"),
                        bytes("{\"error\": {\"code\": \"x\"}}")),
                false);
        record(
                cassette,
                CHAT,
                "{\"messages\": [{\"role\": \"user\", \"content\": \"Grüße\"}], \"model\": \"m\", \"t\": 0.50}",
                RecordedAnswer.events(
                        200,
                        Map.of(),
                        List.of(new RecordedEvent(null, "{\"choices\": [ ]}"), new RecordedEvent("end", "[DONE]"))),
                true);
        record(
                cassette,
                CHAT,
                "{\"model\": \"l\"}",
                RecordedAnswer.whole(200, Map.of("Content-Type", "text/html"), bytes("<p>")),
                true);
        cassette.record(
                new Recording(
                        new RecordedQuestion(
                                CHAT, "b=1", Map.of("openai-beta", "v"), "n", 2, body("{\"model\": \"l\"}")),
                        RecordedAnswer.whole(200, Map.of(), new byte[] {-1, 0}),
                        true),
                Secrets.UNKNOWN);
        cassette.flush();
        assertEquals(
                """
                {"version":1,"path":"/v1/chat/completions","question":{"messages":[{"content":"Grüße","role":"user"}],"model":"m","t":0.5},"answer":{"status":200,"events":[{"data":{"choices":[]}},{"event":"end","data":"[DONE]"}]}}
                {"version":1,"path":"/v1/chat/completions","query":"b=1","headers":{"openai-beta":"v"},"namespace":"n","sample":2,"question":{"model":"l"},"answer":{"status":200,"base64":"/wA="}}
                {"version":1,"path":"/v1/chat/completions","question":{"model":"l"},"answer":{"status":200,"headers":{"content-type":"text/html"},"text":"<p>"}}
                {"version":1,"path":"/v1/responses","question":{"input":"Hi","model":"m"},"complete":false,"answer":{"status":429,"headers":{"retry-after":"7"},"json":{"error":{"code":"x"}}}}
                """,
                Files.readString(file));
    }

    @Test
    void find_afterFlush_givesWhatCame() {
        Cassette cassette = recording();
        byte[] whole = bytes("{\"z\":1,\"a\":0.50}");
        record(
                cassette,
                CHAT,
                "{\"model\": \"a\"}",
                RecordedAnswer.whole(200, Map.of("X-Request-Id", "1"), whole),
                true);
        record(
                cassette,
                CHAT,
                "{\"model\": \"b\"}",
                RecordedAnswer.events(
                        200, Map.of(), List.of(new RecordedEvent(null, "a\nb"), new RecordedEvent("e", "{\"a\": 1}"))),
                false);
        cassette.flush();
        Cassette read = Cassette.replaying(file, RULES);
        Recording first = find(read, "{\"user\": \"u\", \"stream\": true, \"model\": \"a\"}");
        assertArrayEquals(whole, first.answer().bytes());
        assertEquals(Map.of("content-type", "application/json"), first.answer().headers());
        assertTrue(first.complete());
        Recording second = find(read, "{\"model\": \"b\"}");
        assertEquals(
                "data: a\ndata: b\n\nevent: e\ndata: {\"a\":1}\n\n",
                new String(second.answer().bytes(), StandardCharsets.UTF_8));
        assertFalse(second.complete());
        assertNull(read.find(question("{\"model\": \"c\"}")));
    }

    @Test
    void read_ofALineWrittenByHand_answersTheQuestionInIt() throws IOException {
        Files.writeString(
                file,
                "\uFEFF{ \"question\" : {\"model\": \"m\", \"user\": \"me\", \"t\": 5e-1},\"path\":\"/v1/embeddings\", \"version\":1,"
                        + " \"answer\":{\"status\":200,\"json\":{\"a\" : 1}}}\r\n\r\n"
                        + "{\"version\":1,\"path\":\"/v1/embeddings\",\"question\":{\"input\":\"x\"},\"answer\":{\"status\":200,\"text\":\"\"}}");
        Cassette read = Cassette.replaying(file, RULES);
        assertNotNull(read.find(new RecordedQuestion("/v1/embeddings", body("{\"t\":0.50,\"model\":\"m\"}"))));
        assertNotNull(read.find(
                new RecordedQuestion("/v1/embeddings", RULES.of("/v1/embeddings", body("{\"input\":[\"x\"]}")))));
    }

    @Test
    void record_whatHasCredentials_keepsNoneOfThem() throws IOException {
        String key = "sk-proj-0123456789abcdefABCDEF";
        String sent = "a-password-of-the-caller";
        Cassette cassette = Cassette.recording(file, RULES, new Secrets(List.of("a-key-of-the-service")));
        RecordedQuestion asked = new RecordedQuestion(
                CHAT,
                "api-version=1&api-key=k1&key=k2&X-Sig=s",
                Map.of("openai-beta", "a-key-of-the-service"),
                "",
                1,
                body(
                        "{\"authorization\": \"tool\", \"tools\": [{\"headers\": {\"Authorization\": \"Bearer t\", \"X-Api-Key\": \"k\"},"
                                + " \"properties\": {\"password\": {\"type\": \"string\"}}}],"
                                + " \"messages\": [\"" + key + " and " + sent + " and Bearer abcdefgh12345678\"]}"));
        RecordedAnswer answer = RecordedAnswer.json(
                401,
                Map.of("Set-Cookie", "c", "openai-organization", "o", "x-request-id", "r", "openai-model", key),
                body("{\"error\": {\"message\": \"Incorrect API key provided: " + sent
                        + ", a-key-of-the-service\"}, \"token\": \"tok\"}"));
        cassette.record(new Recording(asked, answer, false), new Secrets(List.of("Bearer " + sent)));
        cassette.flush();
        assertEquals(
                """
                {"version":1,"path":"/v1/chat/completions","query":"api-version=1&X-Sig=s","headers":{"openai-beta":"***"},"question":{"authorization":"***","messages":["*** and *** and Bearer ***"],"tools":[{"headers":{"Authorization":"***","X-Api-Key":"***"},"properties":{"password":{"type":"string"}}}]},"complete":false,"answer":{"status":401,"headers":{"openai-model":"***"},"json":{"error":{"message":"Incorrect API key provided: ***, ***"},"token":"tok"}}}
                """,
                Files.readString(file));
        // Whoever asks the same with a key of his own is answered.
        ObjectNode other = body(asked.body()
                .toString()
                .replace(key, "sk-proj-ABCDEF0123456789abcdef")
                .replace(sent, "***"));
        assertNotNull(Cassette.replaying(file, RULES)
                .find(new RecordedQuestion(
                        CHAT, "api-version=1&api-key=k3&X-Sig=s", Map.of("openai-beta", "***"), "", 1, other)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<<<<<<< HEAD | this is not one JSON object, at column",
                "{\"a\":1,\"a\":2} | Duplicate",
                "[1] | this is not one JSON object",
                "{\"path\":\"/a\"} | there is no \"version\", which must be 1",
                "{\"version\":2} | version 2 cannot be read",
                "{\"version\":1,\"anwser\":{}} | there is no member \"anwser\"",
                "{\"version\":1,\"path\":\"a\"} | \"path\" must be",
                "{\"version\":1,\"path\":\"/a\",\"question\":[]} | \"question\" must be an object",
                "{\"version\":1,\"path\":\"/a\",\"question\":{},\"sample\":0} | \"sample\" must be",
                "{\"version\":1,\"path\":\"/a\",\"question\":{}} | \"answer\" must be an object",
                "{\"version\":1,\"path\":\"/a\",\"question\":{},\"answer\":{\"status\":99,\"json\":{}}} | \"status\" of the answer",
                "{\"version\":1,\"path\":\"/a\",\"question\":{},\"answer\":{\"status\":200}} | must have one of \"json\", \"events\", \"text\"",
                "{\"version\":1,\"path\":\"/a\",\"question\":{},\"answer\":{\"status\":200,\"json\":1}} | \"json\" must be an object",
                "{\"version\":1,\"path\":\"/a\",\"question\":{},\"answer\":{\"status\":200,\"json\":{},\"text\":\"\"}} | must have one of",
                "{\"version\":1,\"path\":\"/a\",\"question\":{},\"answer\":{\"status\":200,\"events\":[{\"data\":1}]}} | \"data\" of an event",
                "{\"version\":1,\"path\":\"/a\",\"question\":{},\"answer\":{\"status\":200,\"events\":[{\"event\":\"a\\nb\",\"data\":\"\"}]}} | \"event\" must be one line",
                "{\"version\":1,\"path\":\"/a\",\"question\":{},\"answer\":{\"status\":200,\"base64\":\"?\"}} | base64",
                "{\"version\":1,\"path\":\"/a\",\"question\":{},\"answer\":{\"status\":200,\"headers\":{\"x\":\"y\"},\"json\":{}}} | the \"headers\" of an answer are among",
                "{\"version\":1,\"path\":\"/a\",\"question\":{},\"answer\":{\"status\":200,\"headers\":{\"retry-after\":\"a\\r\\nb: c\"},\"json\":{}}} | visible ASCII",
                "{\"version\":1,\"path\":\"/a\",\"question\":{\"a\":\"\\ud800\"},\"answer\":{\"status\":200,\"json\":{}}} | Half a pair of surrogates",
            })
    void read_ofALineThatIsNone_namesFileLineAndFault(String line, String expected) throws IOException {
        Files.writeString(file, line("{}") + "\n" + line + "\n");
        CassetteException refused = assertThrows(CassetteException.class, () -> Cassette.replaying(file, RULES));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("The cassette " + file + ", line 2: "), message);
        assertTrue(message.contains(expected), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void read_ofWhatIsNotUtf8_namesTheLine() throws IOException {
        Files.write(file, new byte[] {'\n', '"', (byte) 0xC3, '"'});
        CassetteException refused = assertThrows(CassetteException.class, () -> Cassette.replaying(file, RULES));
        assertEquals("The cassette " + file + ", line 2: this is not UTF-8", refused.getMessage());
    }

    @Test
    void read_ofTheSameQuestionTwice_namesBothLines() throws IOException {
        Files.writeString(file, line("{\"a\": 1, \"b\": 2}") + "\n" + line("{\"b\": 2.0, \"user\": \"x\", \"a\": 1}"));
        CassetteException refused = assertThrows(CassetteException.class, () -> Cassette.replaying(file, RULES));
        assertEquals(
                "The cassette " + file + ", line 2: asks the same question as line 1; remove one of them",
                refused.getMessage());
    }

    @Test
    void replaying_aFileThatIsNotThere_saysSo() {
        CassetteException refused = assertThrows(CassetteException.class, () -> Cassette.replaying(file, RULES));
        assertEquals("The cassette " + file + " is not there; record one, or name another", refused.getMessage());
    }

    @Test
    void recording_whereNothingCanBeWritten_isRefusedAtOnce() throws IOException {
        Files.writeString(file, "");
        Path below = file.resolve("below.jsonl");
        String message = String.valueOf(
                assertThrows(CassetteException.class, () -> Cassette.recording(below, RULES, Secrets.UNKNOWN))
                        .getMessage());
        assertTrue(message.contains("cannot be written"), message);
    }

    @Test
    void missing_namesTheNearestQuestionAndWhatDiffers() throws IOException {
        Files.writeString(
                file,
                Stream.of(
                                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me a joke about cats\"}],\"temperature\":0.7}",
                                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Something else\"}]}",
                                "{\"model\":\"n\"}")
                        .map(CassetteTest::line)
                        .reduce("", (all, each) -> all + each + "\n"));
        Cassette read = Cassette.replaying(file, RULES);
        assertEquals(
                "There is no recording of this question in " + file
                        + ". The nearest is that of line 1, which differs in"
                        + " messages[0].content: recorded \"Tell me a joke about cats\", asked \"Tell me a joke about dogs\"; temperature: recorded 0.7, asked nothing.",
                read.missing(
                        question(
                                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me a joke about dogs\"}]}")));
        assertTrue(
                read.missing(question("{\"model\":\"n\",\"a\":1,\"b\":1,\"c\":1,\"d\":\"\\u202e\\n\"}"))
                        .endsWith(
                                "line 3, which differs in a: recorded nothing, asked 1; b: recorded nothing, asked 1; c: recorded nothing, asked 1; and 1 more."));
        String hidden = read.missing(
                new RecordedQuestion("/v1/other", body("{\"model\":\"\\u202e\\n" + "y".repeat(1_000) + "\"}")));
        assertTrue(hidden.contains("model: recorded \"n\", asked \"\\u202e\\u000ay"), hidden);
        assertTrue(hidden.contains("path: recorded \"/v1/chat/completions\", asked \"/v1/other\""), hidden);
        assertTrue(hidden.length() < 600, hidden);
    }

    @Test
    void missing_inLongTexts_showsWhereTheyDiffer() throws IOException {
        Files.writeString(file, line("{\"a\":\"" + "x".repeat(5_000) + "1 end\"}"));
        String missing =
                Cassette.replaying(file, RULES).missing(question("{\"a\":\"" + "x".repeat(5_000) + "2 end\"}"));
        assertTrue(
                missing.contains("a: recorded ...xxxxxxxxxxxxxxx1 end\", asked ...xxxxxxxxxxxxxxx2 end\"."), missing);
    }

    @Test
    void missing_inAnEmptyCassette_saysSo() throws IOException {
        Files.writeString(file, "");
        assertEquals(
                "There is no recording of this question in " + file + ", which is empty.",
                Cassette.replaying(file, RULES).missing(question("{}")));
    }

    @Test
    void unused_afterOneWasFound_areTheOthers() throws IOException {
        Files.writeString(file, line("{\"a\":1}") + "\n" + line("{\"a\":2}") + "\n" + line("{\"a\":3}") + "\n");
        Cassette read = Cassette.replaying(file, RULES);
        find(read, "{\"a\":2}");
        assertEquals(List.of("line 1: {\"a\":1}", "line 3: {\"a\":3}"), read.unused());
    }

    @Test
    void flush_afterOthersChangedTheFile_keepsWhatTheyDid() throws IOException {
        Files.writeString(file, line("{\"a\":1}") + "\n" + line("{\"a\":2}") + "\n");
        Cassette one = recording();
        Cassette other = recording();
        record(one, CHAT, "{\"a\": 3}", RecordedAnswer.whole(200, Map.of(), bytes("{}")), true);
        record(other, CHAT, "{\"a\": 4}", RecordedAnswer.whole(200, Map.of(), bytes("{}")), true);
        one.close();
        other.close();
        Files.writeString(file, Files.readString(file).replace(line("{\"a\":1}") + "\n", ""));
        record(one, CHAT, "{\"a\": 2}", RecordedAnswer.whole(500, Map.of(), bytes("new")), false);
        one.close();
        assertEquals(
                List.of("{\"a\":2}", "{\"a\":3}", "{\"a\":4}"),
                Cassette.replaying(file, RULES).recordings().stream()
                        .map(recording -> recording.question().body().toString())
                        .toList());
        assertEquals(
                500, find(Cassette.replaying(file, RULES), "{\"a\":2}").answer().status());
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(file), left.toList());
        }
    }

    @Test
    void close_whenTheFileWasBroken_leavesItAndWritesBesideIt() throws IOException {
        Cassette cassette = recording();
        record(cassette, CHAT, "{\"a\":1}", RecordedAnswer.whole(200, Map.of(), bytes("{}")), true);
        Files.writeString(file, "<<<<<<< HEAD\n");
        assertThrows(CassetteException.class, cassette::flush);
        String message = String.valueOf(
                assertThrows(CassetteException.class, cassette::close).getMessage());
        assertTrue(message.contains("line 1"), message);
        assertEquals("<<<<<<< HEAD\n", Files.readString(file));
        try (Stream<Path> all = Files.list(directory)) {
            Path beside = all.filter(each -> !each.equals(file)).findFirst().orElseThrow();
            assertTrue(message.contains(beside.toString()), message);
            assertEquals(1, Cassette.replaying(beside, RULES).recordings().size());
        }
    }

    @Test
    void record_intoOneOpenedToBeRead_isRefused() throws IOException {
        Files.writeString(file, "");
        Cassette read = Cassette.replaying(file, RULES);
        assertThrows(
                IllegalStateException.class,
                () -> record(read, CHAT, "{}", RecordedAnswer.whole(200, Map.of(), bytes("")), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "plain", "{\"a\": \"\\ud800\"}", "{} {}", "{\"a\":1,\"a\":1}", "3", "[1, 2]", "{\"a\":1e400}"
            })
    void record_ofAnyText_comesBack(String text) throws IOException {
        Cassette cassette = recording();
        record(cassette, CHAT, "{}", RecordedAnswer.whole(200, Map.of(), bytes(text)), true);
        cassette.flush();
        RecordedAnswer answer = find(Cassette.replaying(file, RULES), "{}").answer();
        String back = new String(answer.bytes(), StandardCharsets.UTF_8);
        if (answer.isJson()) {
            assertEquals(StrictJson.read(text), StrictJson.read(back));
        } else {
            assertEquals(text, back);
        }
    }

    private Cassette recording() {
        return Cassette.recording(file, RULES, Secrets.UNKNOWN);
    }

    private static void record(Cassette cassette, String path, String body, RecordedAnswer answer, boolean complete) {
        RecordedQuestion question = new RecordedQuestion(path, RULES.of(path, body(body)));
        assertTrue(cassette.record(new Recording(question, answer, complete), Secrets.UNKNOWN));
    }

    private static Recording find(Cassette cassette, String body) {
        return Objects.requireNonNull(cassette.find(question(body)));
    }

    private static RecordedQuestion question(String body) {
        return new RecordedQuestion(CHAT, RULES.of(CHAT, body(body)));
    }

    private static String line(String question) {
        return "{\"version\":1,\"path\":\"" + CHAT + "\",\"question\":" + question
                + ",\"answer\":{\"status\":200,\"json\":{\"a\":1}}}";
    }

    private static ObjectNode body(String json) {
        try {
            return (ObjectNode) StrictJson.read(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
