package io.refrain.jcache.internal.store.database.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;

/** Remembers that a file was found damaged while it was in use, and sets it aside. Safe for use by several threads at once. */
final class DamagedFile {
    private static final Logger LOG = System.getLogger(DamagedFile.class.getName());
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** How the names of all the files it consists of end. */
    static final List<String> ALL = List.of("", "-wal", "-shm");

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path path;
    private final InstantSource clock;

    DamagedFile(Path path, InstantSource clock) {
        this.path = path;
        this.clock = clock;
    }

    /** Whether it was found damaged when it was last in use. */
    boolean isKnown() {
        return Files.exists(mark());
    }

    /** Whether it begins as every SQLite file does. */
    boolean looksLikeSqlite() {
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        } catch (IOException e) {
            return false;
        }
    }

    /** For whoever opens it next. */
    void remember() {
        try {
            Files.createFile(mark());
            LOG.log(
                    Level.ERROR,
                    "The file {0} is damaged. What cannot be read counts as absent; at the next start, refrain.sqlite.on-damage"
                            + " says what becomes of it",
                    path);
        } catch (FileAlreadyExistsException e) {
            // Said before.
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The file " + path + " is damaged, and the next start will not know", e);
        }
    }

    /** Gives some of the files it consists of another name. */
    void setAside(List<String> parts) throws IOException {
        Path aside = free(beside(path, ".damaged-" + STAMP.format(clock.instant())));
        for (String part : parts) {
            if (Files.exists(beside(path, part))) {
                Files.move(beside(path, part), beside(aside, part));
            }
        }
        Files.deleteIfExists(mark());
        LOG.log(
                Level.WARNING,
                parts.equals(ALL)
                        ? "The file {0} was damaged. It is now {1}, and an empty one takes its place"
                        : "The log beside the file {0} was another file''s. It is now {1}-wal",
                path,
                aside);
    }

    /** A name that nothing has which was set aside at the same moment. */
    private static Path free(Path wanted) {
        Path name = wanted;
        for (int i = 2; isTaken(name); i++) {
            name = beside(wanted, "-" + i);
        }
        return name;
    }

    private static boolean isTaken(Path name) {
        return ALL.stream().anyMatch(part -> Files.exists(beside(name, part)));
    }

    private Path mark() {
        return beside(path, "-damaged");
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }
}
