package io.refrain.cassette;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The file of a cassette. Confined to one thread at a time. */
final class CassetteFile {
    private final Path path;

    CassetteFile(Path path) {
        this.path = path;
    }

    /**
     * A recording and where it is. Immutable.
     *
     * @param number the number of the line, from 1 on; 0 when it was not read
     */
    record Line(int number, Recording recording) {}

    /** As it was given. */
    String name() {
        return path.toString();
    }

    /** The file beside it for what cannot go into it. */
    CassetteFile beside() {
        return new CassetteFile(path.resolveSibling(path.getFileName() + ".recorded-" + UUID.randomUUID()));
    }

    /** An error that names it. */
    CassetteException failure(String what) {
        return new CassetteException(path, what);
    }

    /**
     * Makes room for it.
     *
     * @throws CassetteException when it cannot be written
     */
    void prepare() {
        try {
            Files.createDirectories(directory());
        } catch (IOException e) {
            throw new CassetteException(path, "cannot be written: " + directory() + " cannot be made");
        }
        if (!Files.isWritable(directory()) || (Files.exists(path) && !Files.isRegularFile(path))) {
            throw new CassetteException(path, "cannot be written; name another, or make " + directory() + " writable");
        }
    }

    private Path directory() {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? path.toAbsolutePath() : parent;
    }

    /**
     * Reads all of it; none when it is not there.
     *
     * @throws CassetteException when a line is none, or there is one twice
     */
    List<Line> read(QuestionBody rules) {
        byte[] bytes;
        try {
            bytes = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
        } catch (IOException e) {
            throw new CassetteException(path, "cannot be read: " + e.getMessage());
        }
        List<Line> lines = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        int number = 0;
        for (int start = 0; start < bytes.length; ) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            number++;
            String text = text(bytes, start, end, number);
            start = end + 1;
            if (!text.isBlank()) {
                Recording recording = recording(text, number, rules);
                Integer before = numbers.put(recording.question().key(), number);
                if (before != null) {
                    throw new CassetteException(
                            path, number, "asks the same question as line " + before + "; remove one of them");
                }
                lines.add(new Line(number, recording));
            }
        }
        return lines;
    }

    private String text(byte[] bytes, int start, int end, int number) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, end - start))
                    .toString();
            return number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new CassetteException(path, number, "this is not UTF-8");
        }
    }

    private Recording recording(String text, int number, QuestionBody rules) {
        try {
            Recording read = RecordingLine.read(text, rules);
            RecordedQuestion clean = read.question().without(Secrets.UNKNOWN);
            var unused = clean.key();
            return new Recording(clean, read.answer(), read.complete());
        } catch (IllegalArgumentException e) {
            throw new CassetteException(path, number, e.getMessage() + ". Correct the line, or remove it.");
        }
    }

    /** Puts another one in its place, all or nothing. */
    void write(Collection<Recording> recordings) {
        StringBuilder text = new StringBuilder();
        recordings.forEach(each -> text.append(RecordingLine.write(each)).append('\n'));
        Path next = null;
        try {
            // What a link points to is replaced, not the link.
            Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
            next = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".tmp");
            try (FileChannel channel =
                    FileChannel.open(next, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            remove(next);
            throw new CassetteException(path, "cannot be written: " + e.getMessage());
        }
    }

    private static void remove(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // It is told that the cassette was not written; what is left is harmless.
        }
    }
}
