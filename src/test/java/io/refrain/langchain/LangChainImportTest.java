package io.refrain.langchain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.cassette.Cassette;
import io.refrain.cassette.QuestionBody;
import io.refrain.cassette.RecordedQuestion;
import io.refrain.cassette.Recording;
import io.refrain.cassette.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken over of a file that LangChain itself has made: see make.py beside it. */
class LangChainImportTest {
    private static final Path MADE = Path.of("src/test/resources/langchain/cache.sqlite");
    private static final Path ASKED = Path.of("src/test/resources/langchain/asked.jsonl");
    private static final String PATH = "/v1/chat/completions";

    @TempDir
    Path directory;

    private Path source;
    private Path cassette;
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeEach
    void copy() throws IOException {
        source = directory.resolve("langchain.db");
        cassette = directory.resolve("answers.jsonl");
        Files.copy(MADE, source);
    }

    private LangChainImport.Result run() {
        return LangChainImport.run(source, cassette, new PrintStream(told, true, StandardCharsets.UTF_8));
    }

    @Test
    void run_ofAFileOfLangChain_answersEveryRequestThatLangChainSent() throws IOException {
        LangChainImport.Result result = run();
        // All but those with a Python class among their parameters, of which the file has no more than the name.
        List<String> asked = Files.readAllLines(ASKED).stream()
                .filter(line -> !line.contains("\"json_schema\""))
                .toList();
        assertEquals(144, result.rows());
        assertEquals(asked.size(), result.taken());
        QuestionBody rules = new QuestionBody(List.of());
        try (Cassette answers = Cassette.replaying(cassette, rules)) {
            for (String line : asked) {
                JsonNode each = StrictJson.read(line);
                Recording found =
                        answers.find(new RecordedQuestion(PATH, rules.of(PATH, (ObjectNode) each.path("body"))));
                assertNotNull(found, line);
                JsonNode message = StrictJson.read(found.answer().bytes())
                        .path("choices")
                        .path(0)
                        .path("message");
                assertEquals(each.path("message").path("content"), message.path("content"), line);
                assertEquals(names(each.path("message").path("tool_calls")), names(message.path("tool_calls")), line);
            }
        }
    }

    /** The arguments by what they mean: LangChain has not kept how they were written. */
    private static List<String> names(JsonNode calls) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode call : calls) {
            JsonNode function = call.path("function");
            names.add(call.path("id").asText()
                    + function.path("name").asText()
                    + StrictJson.read(function.path("arguments").asText()));
        }
        return names;
    }

    @Test
    void run_ofAFileOfLangChain_countsAndNamesWhatDoesNotMap() {
        assertEquals(
                Map.of(
                        "its parameters are more than plain data",
                        3,
                        "its model is not one of chat, or of another version of LangChain",
                        1,
                        "its model has n, whose part in the request is not known",
                        1,
                        "it is one of several answers to a question",
                        1),
                run().left());
    }

    @Test
    void run_again_changesNothing() throws IOException {
        run();
        String first = Files.readString(cassette);
        run();
        assertEquals(first, Files.readString(cassette));
    }

    @Test
    void run_leavesTheSourceUntouched() throws IOException {
        run();
        assertArrayEquals(Files.readAllBytes(MADE), Files.readAllBytes(source));
        try (var files = Files.list(directory)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void run_ofAFileThatIsLocked_isRefusedAndNothingIsWritten() throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + source);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            refused("is locked by another process");
        }
    }

    @Test
    void run_ofAFileThatIsDamaged_isRefusedAndNothingIsWritten() throws IOException {
        byte[] bytes = Files.readAllBytes(source);
        Arrays.fill(bytes, 8192, bytes.length - 8192, (byte) 0x5A);
        Files.write(source, bytes);
        refused("is damaged");
    }

    @Test
    void run_ofWhatIsNoDatabase_isRefused() throws IOException {
        Files.writeString(source, "no database, but long enough to be taken for one".repeat(50));
        refused("is no SQLite database");
    }

    @Test
    void run_ofAnotherDatabase_isRefused() throws Exception {
        Files.delete(source);
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + source);
                Statement statement = other.createStatement()) {
            statement.execute("CREATE TABLE other (id INTEGER)");
        }
        refused("has no table full_llm_cache");
    }

    @Test
    void run_ofWhatIsNotThere_isRefused() throws IOException {
        Files.delete(source);
        refused("is not there");
        assertFalse(Files.exists(source));
    }

    private void refused(String why) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, this::run).getMessage());
        assertTrue(message.startsWith(source.toString()) && message.contains(why), message);
        assertFalse(Files.exists(cassette));
    }

    static Stream<Arguments> otherAnswers() {
        return Stream.of(
                Arguments.of("cos\nsystem\n(S'x'\ntR.".getBytes(StandardCharsets.UTF_8), "its answer is not text"),
                Arguments.of("{\"text\": \"a\"}", "its answer is not one of chat"),
                Arguments.of("not JSON", "its answer is not JSON"));
    }

    @ParameterizedTest
    @MethodSource("otherAnswers")
    void run_ofARowWithAnotherAnswer_leavesItAndSaysWhy(Object response, String why) throws Exception {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + source);
                PreparedStatement statement =
                        other.prepareStatement("UPDATE full_llm_cache SET response = ? WHERE prompt LIKE '%Again%'")) {
            statement.setObject(1, response);
            assertEquals(3, statement.executeUpdate());
        }
        Map<String, Integer> left = run().left();
        assertTrue(
                left.entrySet().stream().anyMatch(each -> each.getKey().startsWith(why) && each.getValue() == 3),
                left.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "None | null",
                "[True, False] | [true,false]",
                "('a', 1) | [\"a\",1]",
                "{'a': {'b': [-1.5e3, ()]}} | {\"a\":{\"b\":[-1.5E+3,[]]}}",
                "\"it's\" | \"it's\"",
                "'\\n\\x41\\u00fc\\U0001f600\\'\\\\' | \"\\nAü\uD83D\uDE00'\\\\\""
            })
    void read_ofPlainData_isThat(String literal, String json) throws Exception {
        assertEquals(
                StrictJson.read(json).toString(), PythonLiteral.read(literal).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "__import__('os').system('touch x')",
                "[print(1)]",
                "<class 'Person'>",
                "{1: 2}",
                "{'a' 1}",
                "[1",
                "'a",
                "'\\q'",
                "nan",
                "[1] [2]",
                "lambda: 0",
                "b'a'"
            })
    void read_ofAnythingElse_isRefused(String literal) {
        assertThrows(NotMapped.class, () -> PythonLiteral.read(literal));
    }

    @Test
    void read_ofWhatIsVeryDeep_isRefused() {
        assertThrows(NotMapped.class, () -> PythonLiteral.read("[".repeat(100_000)));
    }
}
