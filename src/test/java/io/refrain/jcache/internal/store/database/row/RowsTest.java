package io.refrain.jcache.internal.store.database.row;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.internal.codec.Codecs;
import io.refrain.jcache.internal.store.StoredEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {
    private static final long SALT = 77;

    private final Codecs codecs = Codecs.of(RowsTest.class.getClassLoader());
    private final Rows<Object> rows = new Rows<>(codecs);
    private final CacheRange range = new CacheRange(40_000, SALT);

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\ud83d", "\ud83d\ude00"})
    void row_thereAndBack_isTheSameEntry(String text) {
        RowKey key = rows.key(text);
        EntryRow row = row(key, new StoredEntry(text, 5, 9));

        for (StoredEntry entry : List.of(rows.entry(row), rows.entry(key, read(row)))) {
            assertEquals(text, entry.value());
            assertEquals(5, entry.writtenAt());
            assertEquals(9, entry.expiresAt());
            assertEquals(3, entry.version());
        }
        assertEquals(text, rows.liveKey(row.key()));
        assertEquals(40_000, RowIds.cache(row.id));
        assertTrue(range.isSound(row));
        assertTrue(range.isSound(key, read(row)));
    }

    @Test
    void entry_eternal_isEternal() {
        EntryRow row = row(rows.key(1L), new StoredEntry(2L, 5, StoredEntry.ETERNAL));

        assertNull(row.expiresAt);
        assertTrue(rows.entry(row).isEternal());
    }

    @Test
    void isSound_afterTheDeadlineAndTheAccessMoved_isTrue() {
        EntryRow row = row();
        row.expiresAt = 99L;
        row.accessedAt = 98;

        assertTrue(range.isSound(row));
        assertEquals(99, rows.entry(row).expiresAt());
    }

    @Test
    void isSound_afterAnythingElseChanged_isFalse() {
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
    void isSound_ofAnotherKeyDatabaseOrCache_isFalse() {
        EntryRow row = row();
        long hash = RowIds.hash(row.id);

        assertFalse(range.isSound(new RowKey(hash, rows.key("other").cell()), read(row)));
        assertFalse(new CacheRange(40_000, SALT + 1).isSound(row));
        assertFalse(new CacheRange(1, SALT).isSound(row));
    }

    @Test
    void key_ofAnotherKeyOrCodec_hasAnotherHash() {
        long hash = rows.key("1").hash();

        assertEquals(hash, rows.key("1").hash());
        assertNotEquals(hash, rows.key("2").hash());
        assertNotEquals(hash, rows.key(1L).hash());
    }

    private void assertChangeIsSeen(Consumer<EntryRow> change) {
        EntryRow row = row();
        change.accept(row);

        assertFalse(range.isSound(row));
    }

    private EntryRow row() {
        return row(rows.key("key"), new StoredEntry("value", 5, 9));
    }

    private EntryRow row(RowKey key, StoredEntry entry) {
        Cell value = rows.value(entry);
        return range.row(key, value, entry.asRow(3, Rows.size(key.cell(), value)), 5);
    }

    private static RowValue read(EntryRow row) {
        byte[] text = row.valueText == null ? null : row.valueText.getBytes(StandardCharsets.UTF_8);
        return new RowValue(
                row.valueCodec, text, row.valueData, row.version, row.writtenAt, row.expiresAt, row.checksum);
    }
}
