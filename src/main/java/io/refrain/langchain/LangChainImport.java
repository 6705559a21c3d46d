package io.refrain.langchain;

import io.refrain.cassette.Cassette;
import io.refrain.cassette.CassetteException;
import io.refrain.cassette.QuestionBody;
import io.refrain.cassette.Recording;
import io.refrain.cassette.Secrets;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Puts the answers of LangChain's {@code SQLiteCache} into a cassette, whose recordings are then those of the requests that LangChain's
 * {@code ChatOpenAI} sends. What is stored is parsed as data and never executed; the file is opened to be read. Confined to one thread.
 */
public final class LangChainImport {
    private static final int PROGRESS = 1_000;
    private static final int BUSY_MILLIS = 2_000;
    private static final String ROWS =
            "SELECT prompt, llm, idx, response FROM full_llm_cache ORDER BY prompt, llm, idx";

    private final Path source;
    private final PrintStream progress;
    private final Map<String, Integer> left = new TreeMap<>();
    private int rows;
    private int taken;

    private LangChainImport(Path source, PrintStream progress) {
        this.source = source;
        this.progress = progress;
    }

    /**
     * What came of it.
     *
     * @param rows how many there were
     * @param taken how many of them are in the cassette
     * @param left how many were left, by the reason
     */
    public record Result(int rows, int taken, Map<String, Integer> left) {
        public Result {
            left = Map.copyOf(left);
        }
    }

    /**
     * Takes over what maps.
     *
     * @param source a file of LangChain's {@code SQLiteCache}
     * @param cassette where the recordings go, beside those that are there
     * @param progress is told how far it is
     * @throws IllegalArgumentException when the source is no such file, is damaged or locked; nothing has been written then
     * @throws CassetteException when the cassette cannot be read or written
     */
    public static Result run(Path source, Path cassette, PrintStream progress) {
        LangChainImport one = new LangChainImport(source, progress);
        List<Recording> recordings = one.read();
        try (Cassette target = Cassette.recording(
                cassette, new QuestionBody(List.of(QuestionBody.LABELS.split(","))), Secrets.UNKNOWN)) {
            for (Recording each : recordings) {
                if (target.record(each, Secrets.UNKNOWN)) {
                    one.taken++;
                } else {
                    one.leave("a text in it is not Unicode");
                }
            }
        }
        return new Result(one.rows, one.taken, one.left);
    }

    private List<Recording> read() {
        if (!Files.isRegularFile(source)) {
            throw new IllegalArgumentException(source + " is not there; name the file of LangChain's SQLiteCache");
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        List<Recording> recordings = new ArrayList<>();
        try (Connection connection = config.createConnection("jdbc:sqlite:" + source.toAbsolutePath());
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(ROWS)) {
            String last = "";
            while (found.next()) {
                String question = found.getString("prompt") + '\0' + found.getString("llm");
                boolean further = question.equals(last);
                last = question;
                rows++;
                if (rows % PROGRESS == 0) {
                    progress.println(rows + " rows read");
                }
                take(found, further, recordings);
            }
        } catch (SQLException e) {
            throw new IllegalArgumentException(source + " " + reason(e) + ". Nothing was taken from it.", e);
        }
        return recordings;
    }

    private void take(ResultSet row, boolean further, List<Recording> recordings) throws SQLException {
        try {
            if (further || row.getInt("idx") != 0) {
                throw new NotMapped("it is one of several answers to a question");
            }
            if (!(row.getObject("response") instanceof String response)) {
                throw new NotMapped(
                        "its answer is not text, as the pickles of older versions, which are not read since that runs code");
            }
            recordings.add(LangChainRow.recording(row.getString("prompt"), row.getString("llm"), response));
        } catch (NotMapped e) {
            leave(String.valueOf(e.getMessage()));
        }
    }

    private void leave(String reason) {
        left.merge(reason, 1, Integer::sum);
    }

    private static String reason(SQLException e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        return switch (code) {
            case SQLITE_BUSY, SQLITE_LOCKED -> "is locked by another process; stop it, or copy the file";
            case SQLITE_NOTADB -> "is no SQLite database";
            case SQLITE_CORRUPT -> "is damaged: " + e.getMessage() + "; mend a copy with sqlite3's .recover";
            default ->
                String.valueOf(e.getMessage()).contains("no such table")
                        ? "has no table full_llm_cache, as LangChain's SQLiteCache makes one"
                        : "cannot be read: " + e.getMessage();
        };
    }

    /** The command: from which file of LangChain, into which cassette. */
    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            System.err.println("Usage: " + LangChainImport.class.getName() + " .langchain.db answers.jsonl");
            System.exit(2);
        }
        try {
            Result result = run(Path.of(arguments[0]), Path.of(arguments[1]), System.err);
            System.out.println(result.taken() + " of " + result.rows() + " answers are in " + arguments[1]);
            new TreeMap<>(result.left())
                    .forEach((reason, count) -> System.out.println(count + " were left: " + reason));
        } catch (IllegalArgumentException | CassetteException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
