package io.refrain.jcache.internal.store.database.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFileTest {
    @TempDir
    Path directory;

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void make_hasItsNameOnlyWhenAllIsInIt() throws IOException {
        Path target = directory.resolve("x");

        NewFile.make(target, file -> {
            write(file, "half");
            assertFalse(Files.exists(target));
            assertTrue(file.toString().endsWith(".part"));
            write(file, "all");
        });

        assertEquals("all", Files.readString(target));
        assertEquals(List.of("x"), names());
    }

    @Test
    void make_whenWritingFails_leavesNothing() throws IOException {
        IllegalStateException failure = new IllegalStateException("no room");

        assertSame(
                failure,
                assertThrows(
                        IllegalStateException.class,
                        () -> NewFile.make(directory.resolve("x"), file -> {
                            write(file, "half");
                            throw failure;
                        })));

        assertEquals(List.of(), names());
    }

    @Test
    void make_whenSomebodyElseMakesItMeanwhile_leavesTheirs() throws IOException {
        Path target = directory.resolve("x");

        assertThrows(
                StoreException.class,
                () -> NewFile.make(target, file -> {
                    write(file, "mine");
                    write(target, "theirs");
                }));

        assertEquals("theirs", Files.readString(target));
        assertEquals(List.of("x"), names());
    }

    @Test
    void make_whereThereIsALinkToNowhere_isRefused() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("x"), directory.resolve("nowhere"));

        assertThrows(StoreException.class, () -> NewFile.make(link, file -> write(file, "mine")));

        assertEquals(List.of("x"), names());
    }

    @Test
    void make_inADirectoryThatIsNot_saysSo() {
        Path nowhere = directory.resolve("nowhere");

        StoreException refusal = assertThrows(
                StoreException.class, () -> NewFile.make(nowhere.resolve("x"), file -> write(file, "mine")));

        assertTrue(refusal.toString().contains("there is no directory " + nowhere), refusal::toString);
    }
}
