package io.refrain.cassette;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The recordings of one file: JSON Lines, one recording a line, sorted, so that it can be read, edited and compared. What is recorded is in the file after
 * {@link #flush} or {@link #close}, beside all that others have put into the file meanwhile. Safe for use by several threads at once.
 */
public final class Cassette implements AutoCloseable {
    private final CassetteFile file;
    private final QuestionBody rules;
    private final Secrets secrets;
    private final boolean recording;
    private final ConcurrentMap<String, CassetteFile.Line> lines = new ConcurrentHashMap<>();
    private final Set<String> used = ConcurrentHashMap.newKeySet();
    /** What was recorded here and is perhaps not in the file; guarded by {@link #file}. */
    private final Map<String, Recording> added = new TreeMap<>();

    private Cassette(CassetteFile file, QuestionBody rules, Secrets secrets, boolean recording) {
        this.file = file;
        this.rules = rules;
        this.secrets = secrets;
        this.recording = recording;
        file.read(rules).forEach(line -> lines.put(line.recording().question().key(), line));
    }

    /**
     * Opens a file to be read.
     *
     * @param rules what of a body makes the question
     * @throws CassetteException when there is none, or it cannot be read
     */
    public static Cassette replaying(Path file, QuestionBody rules) {
        if (!Files.isRegularFile(file)) {
            throw new CassetteException(file, "is not there; record one, or name another");
        }
        return new Cassette(new CassetteFile(file), rules, Secrets.UNKNOWN, false);
    }

    /**
     * Opens a file to be written, which need not be there.
     *
     * @param rules what of a body makes the question
     * @param secrets credentials that are not to be in it; what looks like one never is
     * @throws CassetteException when it cannot be read or written
     */
    public static Cassette recording(Path file, QuestionBody rules, Secrets secrets) {
        CassetteFile writable = new CassetteFile(file);
        writable.prepare();
        return new Cassette(writable, rules, secrets, true);
    }

    /** The answer to a question, which is from then on one that is used; null when there is none. */
    public @Nullable Recording find(RecordedQuestion question) {
        String key = key(question);
        CassetteFile.Line line = key == null ? null : lines.get(key);
        if (line == null) {
            return null;
        }
        used.add(key);
        return line.recording();
    }

    private @Nullable String key(RecordedQuestion question) {
        try {
            return question.without(secrets).key();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** What to say to whoever asked a question that nobody recorded: which recording is the nearest, and in what it differs. Takes its time. */
    public String missing(RecordedQuestion question) {
        Map<String, String> asked = Differences.members(question.without(secrets));
        CassetteFile.Line nearest = null;
        Differences least = null;
        for (CassetteFile.Line line : lines()) {
            Differences differences = Differences.of(line.recording().question(), asked);
            if (least == null || differences.distance() < least.distance()) {
                nearest = line;
                least = differences;
            }
        }
        String none = "There is no recording of this question in " + file.name();
        return nearest == null
                ? none + ", which is empty."
                : none + ". The nearest is that of line " + nearest.number() + ", which differs in " + least + ".";
    }

    /**
     * Records an answer in the place of the one that there is, without credentials.
     *
     * @param sent credentials that came with the question
     * @return whether it can be recorded: not when it holds half a pair of surrogates
     * @throws IllegalStateException when the cassette was opened to be read
     */
    public boolean record(Recording heard, Secrets sent) {
        if (!recording) {
            throw new IllegalStateException("This cassette was opened to be read");
        }
        RecordedQuestion asked = heard.question().without(sent).without(secrets);
        RecordedAnswer answer = heard.answer().without(sent).without(secrets);
        Recording clean = new Recording(asked, answer, heard.complete());
        try {
            String key = asked.key();
            RecordingLine.write(clean);
            synchronized (file) {
                added.put(key, clean);
                lines.put(key, new CassetteFile.Line(0, clean));
            }
            used.add(key);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The recordings, in the order of the file. */
    public List<Recording> recordings() {
        return lines().stream().map(CassetteFile.Line::recording).toList();
    }

    private List<CassetteFile.Line> lines() {
        List<CassetteFile.Line> all = new ArrayList<>(lines.values());
        all.sort(Comparator.comparing(line -> line.recording().question().key()));
        return all;
    }

    /** The lines of those that nobody has asked for since the cassette was opened, in order; each names its question. */
    public List<String> unused() {
        return lines.entrySet().stream()
                .filter(entry -> !used.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .sorted(Comparator.comparingInt(CassetteFile.Line::number))
                .map(line -> "line " + line.number() + ": "
                        + Excerpt.of(
                                CanonicalJson.of(line.recording().question().body())))
                .toList();
    }

    /**
     * Writes what was recorded, all or nothing; others may have changed the file meanwhile, and what they put into it stays.
     *
     * @throws CassetteException when it cannot be written; what was recorded is written the next time
     */
    public void flush() {
        synchronized (file) {
            if (added.isEmpty()) {
                return;
            }
            Map<String, Recording> all = new TreeMap<>();
            file.read(rules).forEach(line -> all.put(line.recording().question().key(), line.recording()));
            all.putAll(added);
            file.write(all.values());
            added.clear();
        }
    }

    /**
     * Writes what was recorded, and, when that cannot go into the file, into one beside it.
     *
     * @throws CassetteException when it could not go into the file; it names the other one
     */
    @Override
    public void close() {
        try {
            flush();
        } catch (CassetteException e) {
            synchronized (file) {
                CassetteFile other = file.beside();
                other.write(added.values());
                added.clear();
                throw file.failure(
                        "does not have what was recorded, which is in " + other.name() + ", since: " + e.getMessage());
            }
        }
    }

    /** Where it is. */
    @Override
    public String toString() {
        return file.name();
    }
}
