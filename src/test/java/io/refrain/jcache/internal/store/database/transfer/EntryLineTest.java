package io.refrain.jcache.internal.store.database.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.refrain.jcache.codec.Encoded;
import io.refrain.jcache.internal.store.database.PlainEntry;
import io.refrain.jcache.internal.store.database.row.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryLineTest {
    private static final String GOOD = "{\"cache\":\"c\",\"key_codec\":\"string\",\"key_text\":\"k\","
            + "\"value_codec\":\"bytes\",\"value_hex\":\"00ff\",\"written_at\":1700000000000,\"expires_at\":null}";

    @Test
    void of_anEntry_isWhatTheReadmeSays() throws IOException {
        PlainEntry entry = new PlainEntry(
                "c",
                new Cell("string", "k", null),
                new Cell("bytes", null, new byte[] {0, -1}),
                1_700_000_000_000L,
                null);

        assertEquals(GOOD, EntryLine.of(entry));
        assertTrue(Files.readString(Path.of("README.md")).contains(GOOD));
    }

    @Test
    void read_ofALine_givesTheEntry() {
        PlainEntry entry = EntryLine.read(GOOD.replace("null", "8"));

        assertEquals("c", entry.cache());
        assertEquals(new Cell("string", "k", null), entry.key());
        assertEquals("bytes", entry.value().codec());
        assertArrayEquals(new byte[] {0, -1}, entry.value().data());
        assertEquals(1_700_000_000_000L, entry.writtenAt());
        assertEquals(8, entry.expiresAt());
        assertNull(EntryLine.read(GOOD).expiresAt());
    }

    @Test
    void read_ofHalfAPair_hasTheFormThatADatabaseHas() {
        Cell half = Cell.of(Encoded.text("string", "\ud83d"));

        Cell asText = EntryLine.read(GOOD.replace("\"k\"", "\"\\ud83d\"")).key();
        Cell asBytes = EntryLine.read(EntryLine.of(new PlainEntry("c", half, half, 7, null)))
                .key();

        for (Cell read : new Cell[] {asText, asBytes}) {
            assertEquals(half.codec(), read.codec());
            assertArrayEquals(half.data(), read.data());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"cache\":\"c\",|`The field 'cache' is missing`",
                "\"key_codec\":\"string\",|`The field 'key_codec' is missing`",
                "\"key_text\":\"k\",|`It must have either 'key_text' or 'key_hex', and not none`",
                "\"written_at\":1700000000000,|`The field 'written_at' is missing`",
                ",\"expires_at\":null|`The field 'expires_at' is missing; it is null for an entry that never expires`"
            })
    void read_withoutAField_isRefused(String left, String expected) {
        assertRefused(GOOD.replace(left, ""), expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"cache\":\"c\"|\"cache\":1|`The field 'cache' must be a text`",
                "\"cache\":\"c\"|\"cache\":\"\\ud83d\"|`The field 'cache' has half of a surrogate pair`",
                "\"cache\"|\"Cache\"|`An entry has no field 'Cache'`",
                "00ff|0|`The field 'value_hex' is not in pairs of hexadecimal digits`",
                "00ff|0g|`The field 'value_hex' is not in pairs of hexadecimal digits`",
                "\"bytes\",\"value_hex\":\"00ff\"|\"s;utf-16\",\"value_hex\":\"00\"|`It is said to be in UTF-16, and has an odd number of bytes`",
                "\"value_hex\"|\"value_text\":\"x\",\"value_hex\"|`It must have either 'value_text' or 'value_hex', and not both`",
                "1700000000000|\"7\"|`The field 'written_at' must be a number, of milliseconds since the epoch`",
                "null|\"\"|`The field 'expires_at' must be a number, of milliseconds since the epoch`"
            })
    void read_ofAFieldThatIsWrong_isRefused(String right, String wrong, String expected) {
        assertRefused(GOOD.replace(right, wrong), expected);
    }

    private static void assertRefused(String line, String expected) {
        String message =
                assertThrows(CacheException.class, () -> EntryLine.read(line)).toString();
        assertTrue(message.contains(expected), message);
    }
}
