package io.refrain.jcache.store.database.row;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.codec.Codecs;
import io.refrain.jcache.store.StoredEntry;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {
    private static final long SALT = 77;

    private final Codecs codecs = Codecs.of(RowsTest.class.getClassLoader());
    private final Rows<Object> rows = new Rows<>(40_000, SALT, codecs);

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\ud83d", "\ud83d\ude00"})
    void row_thereAndBack_isTheSameEntry(String text) {
        RowKey key = rows.key(text);
        EntryRow row = rows.row(key, new StoredEntry(text, 5, 9), 3);

        for (StoredEntry entry : new @Nullable StoredEntry[] {rows.entry(row), rows.entry(key, read(row))}) {
            assertNotNull(entry);
            assertEquals(text, entry.value());
            assertEquals(5, entry.writtenAt());
            assertEquals(9, entry.expiresAt());
            assertEquals(3, entry.version());
        }
        assertEquals(text, rows.liveKey(row.key()));
        assertEquals(40_000, RowIds.cache(row.id));
        assertTrue(rows.isSound(row));
    }

    @Test
    void entry_eternal_isEternal() {
        EntryRow row = rows.row(rows.key(1L), new StoredEntry(2L, 5, StoredEntry.ETERNAL), 1);

        assertNull(row.expiresAt);
        assertTrue(Objects.requireNonNull(rows.entry(row)).isEternal());
    }

    @Test
    void entry_deadlineAndAccessMoved_isSound() {
        EntryRow row = row();
        row.expiresAt = 99L;
        row.accessedAt = 98;

        assertEquals(99, Objects.requireNonNull(rows.entry(row)).expiresAt());
    }

    @Test
    void entry_anythingElseChanged_isNull() {
        assertChangeIsSeen(row -> row.id++);
        assertChangeIsSeen(row -> row.version++);
        assertChangeIsSeen(row -> row.writtenAt++);
        assertChangeIsSeen(row -> row.checksum++);
        assertChangeIsSeen(row -> row.keyCodec = "bytes");
        assertChangeIsSeen(row -> row.keyText = "kez");
        assertChangeIsSeen(row -> row.keyData = new byte[0]);
        assertChangeIsSeen(row -> row.valueCodec = "bytes");
        assertChangeIsSeen(row -> row.valueText = null);
        assertChangeIsSeen(row -> row.valueData = new byte[0]);
    }

    @Test
    void entry_ofAnotherKeyDatabaseOrCache_isNull() {
        EntryRow row = row();

        assertNull(rows.entry(new RowKey(row.id, rows.key("other").cell()), read(row)));
        assertNull(new Rows<>(40_000, SALT + 1, codecs).entry(row));
        assertFalse(new Rows<>(1, SALT, codecs).isSound(row));
    }

    @Test
    void key_ofAnotherKeyCodecOrDatabase_hasAnotherId() {
        long id = rows.key("1").id();

        assertEquals(id, rows.key("1").id());
        assertNotEquals(id, rows.key("2").id());
        assertNotEquals(id, rows.key(1L).id());
        assertNotEquals(id, new Rows<>(40_000, SALT + 1, codecs).key("1").id());
    }

    private void assertChangeIsSeen(Consumer<EntryRow> change) {
        EntryRow row = row();
        change.accept(row);

        assertNull(rows.entry(row));
        assertFalse(rows.isSound(row));
    }

    private EntryRow row() {
        return rows.row(rows.key("key"), new StoredEntry("value", 5, 9), 3);
    }

    private static RowValue read(EntryRow row) {
        byte[] text = row.valueText == null ? null : row.valueText.getBytes(StandardCharsets.UTF_8);
        return new RowValue(
                row.valueCodec, text, row.valueData, row.version, row.writtenAt, row.expiresAt, row.checksum);
    }
}
