package io.refrain.jcache.internal.store.database.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.config.OnDamage;
import io.refrain.jcache.internal.config.Sharing;
import io.refrain.jcache.internal.config.SqliteSettings;
import io.refrain.jcache.internal.store.StoreException;
import io.refrain.jcache.internal.store.StoreException.Reason;
import io.refrain.jcache.internal.store.database.row.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a file that is damaged when it is opened, or found to be while it is in use. */
class SqliteDamageTest {
    private static final SqliteSettings FAIL =
            SqliteFixture.settings(Sharing.OFF, OnDamage.FAIL, Duration.ofSeconds(5), 0, 64 << 20);

    @TempDir
    Path directory;

    private Path file = Path.of("");

    @BeforeEach
    void name() throws IOException {
        file = directory.toRealPath().resolve("cache.db");
    }

    private static void fill(Path file, String value) {
        try (SqliteMedium medium = SqliteFixture.open(file);
                Session writer = medium.openWriter()) {
            for (long id = 0; id < 200; id++) {
                SqliteFixture.keep(writer, id, value);
            }
        }
    }

    private List<String> asideNames(String ending) throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.map(each -> each.getFileName().toString())
                    .filter(each -> each.matches("cache\\.db\\.damaged-[0-9T.]+Z" + ending))
                    .toList();
        }
    }

    @Test
    void open_ofADamagedFile_setsItAsideUnderAName() throws IOException {
        fill(file, "v");
        Files.writeString(file, "This is no database.");

        try (SqliteMedium medium = SqliteFixture.open(file);
                Session writer = medium.openWriter()) {
            assertNull(writer.find(1));
            SqliteFixture.keep(writer, 1, "v");
        }

        List<String> aside = asideNames("");
        assertEquals(1, aside.size());
        assertEquals("This is no database.", Files.readString(file.resolveSibling(aside.get(0))));
    }

    @Test
    void open_ofADamagedFile_whichIsToFail_isRefusedAndLeftAlone() throws IOException {
        fill(file, "v");
        Files.writeString(file, "This is no database.");

        StoreException refusal = assertThrows(StoreException.class, () -> SqliteFixture.open(file, FAIL));

        assertEquals(Reason.DAMAGED, refusal.reason());
        assertTrue(refusal.toString().contains("refrain.sqlite.on-damage=start-empty"), refusal::toString);
        assertEquals("This is no database.", Files.readString(file));
    }

    @Test
    void open_ofWhatNeverWasACache_isRefusedAndLeftAlone() throws IOException {
        Files.writeString(file, "These are my notes. ".repeat(100));

        CacheException refusal = assertThrows(CacheException.class, () -> SqliteFixture.open(file));

        assertTrue(refusal.toString().contains("no SQLite file"), refusal::toString);
        assertTrue(Files.readString(file).startsWith("These are my notes."));
    }

    @Test
    void find_inADamagedFile_isAFailureOfThatKindAndRemembered() throws IOException {
        fill(file, "v".repeat(3_000));
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 8 * 4_096; at < bytes.length; at++) {
            bytes[at] = 0;
        }
        Files.write(file, bytes);

        try (SqliteMedium medium = SqliteFixture.open(file);
                Session reader = medium.openReader()) {
            StoreException failure = assertThrows(StoreException.class, () -> {
                for (long id = 0; id < 200; id++) {
                    reader.find(id);
                }
            });
            assertEquals(Reason.DAMAGED, failure.reason());
            medium.noteDamage();
        }

        StoreException refusal = assertThrows(StoreException.class, () -> SqliteFixture.open(file, FAIL));
        assertTrue(refusal.toString().contains("was found damaged"), refusal::toString);
        try (SqliteMedium medium = SqliteFixture.open(file);
                Session reader = medium.openReader()) {
            assertNull(reader.find(1));
            assertEquals(1, asideNames("").size());
        }
    }

    /** Also when the log has begun anew since, so that the other file's salt might not be in it. */
    @Test
    void open_withTheLogOfAnotherFileBesideIt_setsThatAsideAndHasItsOwnRows() throws IOException {
        Path sound = file.resolveSibling("sound.db");
        fill(sound, "mine");
        try (SqliteMedium medium = SqliteFixture.open(file);
                Session writer = medium.openWriter()) {
            for (long id = 0; id < 50; id++) {
                SqliteFixture.keep(writer, id, "theirs");
                if (id == 30) {
                    medium.compact();
                }
            }
            Files.copy(file.resolveSibling("cache.db-wal"), file.resolveSibling("copy-wal"));
        }
        Files.copy(sound, file, StandardCopyOption.REPLACE_EXISTING);
        Files.move(file.resolveSibling("copy-wal"), file.resolveSibling("cache.db-wal"));

        StoreException refusal = assertThrows(StoreException.class, () -> SqliteFixture.open(file, FAIL));
        assertTrue(refusal.toString().contains("the log of another file"), refusal::toString);

        try (SqliteMedium medium = SqliteFixture.open(file);
                Session reader = medium.openReader()) {
            for (long id = 0; id < 200; id++) {
                assertEquals("mine", Objects.requireNonNull(reader.row(id)).valueText);
            }
        }
        assertEquals(1, asideNames("-wal").size());
        assertTrue(asideNames("").isEmpty());
    }

    @Test
    void open_withItsOwnLogBesideIt_hasWhatIsInThat() throws IOException {
        Path killed = file.resolveSibling("killed.db");
        try (SqliteMedium medium = SqliteFixture.open(file);
                Session writer = medium.openWriter()) {
            SqliteFixture.keep(writer, 1, "v");
            Files.copy(file, killed);
            Files.copy(file.resolveSibling("cache.db-wal"), file.resolveSibling("killed.db-wal"));
        }
        assertFalse(new LogOrigin(killed).isAnotherFile());
        try (SqliteMedium medium = SqliteFixture.open(killed);
                Session reader = medium.openReader()) {
            assertNotNull(reader.find(1));
        }
    }
}
