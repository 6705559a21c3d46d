package io.refrain.jcache.internal.store.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are not as they were written. */
class RowDamageTest extends FileTest {
    @Test
    void find_ofADamagedValue_isAbsentAndCounted() {
        keep("k", "answer");
        file().sql("update cache_entry set value_text = 'wrong'");
        assertNull(value("k"));
        assertEquals(1, ((DatabaseStore<String>) store()).unreadable());
        keep("k", "healed");
        assertEquals("healed", value("k"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "value_codec = 'long'",
                "value_codec = 'no such codec'",
                "value_text = 'wrong'",
                "value_text = null",
                "value_text = null, value_data = x'00'",
                "written_at = written_at + 1",
                "written_at = 'not a time'",
                "version = version + 1",
                "checksum = 'not a sum'",
                "id = 7"
            })
    void find_ofADamagedRow_isAbsentAndCanBeKeptAgain(String damage) {
        keep("k", "answer");
        file().sql("update cache_entry set " + damage);
        assertNull(value("k"));
        keep("k", "healed");
        assertEquals("healed", value("k"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"key_codec = 'long'", "key_text = 'other'", "key_text = null"})
    void find_ofARowWhoseKeyIsDamaged_givesTheValueThatItsChecksumProves(String damage) {
        keep("k", "answer");
        file().sql("update cache_entry set " + damage);
        assertEquals("answer", value("k"));
        assertEquals(Map.of(), all(store()));
    }

    @Test
    void entries_withADamagedOne_givesTheOthers() {
        keep("good", "v");
        keep("bad", "v");
        file().sql("update cache_entry set checksum = checksum + 1 where key_text = 'bad'");
        assertEquals(Map.of("good", "v"), all(store()));
    }

    @Test
    void find_ofARowOfAnotherCache_isAbsent() {
        keep("k", "answer");
        file().sql("update cache_entry set id = id + (1 << 48)");
        assertNull(value("k"));
        assertEquals(Map.of(), all(store()));
    }
}
